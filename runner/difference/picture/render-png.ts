import { Resvg } from '@resvg/resvg-js';
import { indexedPng } from './indexed-png';
import { FONT_FAMILY } from './svg-canvas';

const FONTS = '@expo-google-fonts/ibm-plex-mono';

const fontFiles = [
  require.resolve(`${FONTS}/400Regular/IBMPlexMono_400Regular.ttf`),
  require.resolve(`${FONTS}/600SemiBold/IBMPlexMono_600SemiBold.ttf`),
];

/**
 * Renders an SVG document at its own size on white. The same document gives the same bytes on every
 * machine: no font of the system is looked at.
 */
export function renderPng(svg: string): Buffer {
  const resvg = new Resvg(svg, {
    background: '#ffffff',
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT_FAMILY },
  });
  const { pixels, width, height } = resvg.render();
  return indexedPng(pixels, width, height);
}
