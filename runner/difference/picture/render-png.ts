import { createRequire } from 'node:module';
import { missingPackages, PICTURE_PACKAGES, requirePackages } from '../../system/optional-package';
import { indexedPng } from './indexed-png';
import { FONT_FAMILY } from './svg-canvas';

type Renderer = typeof import('@resvg/resvg-js');

const FONTS = '@expo-google-fonts/ibm-plex-mono';

const FONT_FILES = [
  `${FONTS}/400Regular/IBMPlexMono_400Regular.ttf`,
  `${FONTS}/600SemiBold/IBMPlexMono_600SemiBold.ttf`,
];

/** The renderer and the font are big, and few need them: they are loaded when a picture is rendered. */
const requireLater = createRequire(__filename);

/** Whether the renderer and its font are installed. */
export function canRenderPng(): boolean {
  return missingPackages(PICTURE_PACKAGES).length === 0;
}

/**
 * Renders an SVG document at its own size on white. The same document gives the same bytes on every
 * machine: no font of the system is looked at.
 * @throws UsageError if the renderer is not installed
 */
export function renderPng(svg: string): Buffer {
  requirePackages(PICTURE_PACKAGES);
  const { Resvg } = requireLater('@resvg/resvg-js') as Renderer;
  const fontFiles = FONT_FILES.map((file) => requireLater.resolve(file));
  const resvg = new Resvg(svg, {
    background: '#ffffff',
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT_FAMILY },
  });
  const { pixels, width, height } = resvg.render();
  return indexedPng(pixels, width, height);
}
