import { createHash } from 'node:crypto';
import type {
  Both,
  PathStep,
  SameDifference,
  SameResult,
  SectionCoverage,
  SideView,
} from '../same-result';
import { COLUMN_MEANINGS, comparedText } from './coverage-lines';
import { placeText } from './path-lines';
import { verdictText } from './same-result-text';

const STYLE = `
:root { color-scheme: light dark; --same: #1a7f37; --different: #cf222e; --not-comparable: #9a6700; --line: #8886; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
h1.same { color: var(--same); } h1.different { color: var(--different); } h1.not-comparable { color: var(--not-comparable); }
section, details { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; padding: 0 1rem 1rem; }
summary { cursor: pointer; padding-top: 1rem; font-weight: 600; }
pre, code, td.number, ol.path { font: 13px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; margin: 0.25rem 0; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: 0.2rem 0.7rem; text-align: left; }
td.number, th.number { text-align: right; }
`;

/**
 * The result of a comparison as a page that needs nothing else, and runs no script.
 * @param names of the two images
 */
export function sameResultHtml(result: SameResult, names: readonly [string, string]): string {
  const digest = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  const { verdict, differences, possible, coverage, notes } = result;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(verdictText(result))}</title>
<style>${STYLE}</style>
</head>
<body>
<h1 class="${verdict}">${escape(verdictText(result))}</h1>
<p>A is <code>${escape(names[0])}</code>, B is <code>${escape(names[1])}</code>.</p>
${[...differences, ...possible].map(differenceHtml).join('\n')}
${coverage === null ? '' : coverageHtml(result, coverage)}
${notes.length === 0 ? '' : `<section><h2>Limits of this comparison</h2><ul>${notes.map(({ what, count }) => `<li>${count} × ${escape(what)}</li>`).join('')}</ul></section>`}
</body>
</html>
`;
}

function differenceHtml(difference: SameDifference, index: number): string {
  const { kind, confidence, what, path, sides, hints } = difference;
  const hintList = hints.map((hint) => `<li>${escape(hint)}</li>`).join('');
  return `<details${index === 0 ? ' open' : ''}>
<summary>${escape(`${kind} (${confidence}): ${what}`)}</summary>
<ol class="path">${path.map(stepHtml).join('')}</ol>
<div class="sides">${sideHtml('A', sides.a)}${sideHtml('B', sides.b)}</div>
${hintList === '' ? '' : `<ul>${hintList}</ul>`}
</details>`;
}

function stepHtml({ how, site, text, isGuess }: PathStep): string {
  const name = escape(isGuess ? `${how} (guess)` : how);
  if (site === null) return `<li>${name}</li>`;
  const sides = [`${placeText('A', site.a)} ${text.a}`, `${placeText('B', site.b)} ${text.b}`];
  return `<li>${name}<br>${sides.map(escape).join('<br>')}</li>`;
}

function sideHtml(image: string, { place, lines }: SideView): string {
  return `<div><strong>${escape(placeText(image, place))}</strong><pre>${escape(lines.join('\n'))}</pre></div>`;
}

function coverageHtml(result: SameResult, coverage: Both<readonly SectionCoverage[]>): string {
  const heads = ['raw', 'code', 'sure', 'likely', 'tables', 'zero', 'unreached', 'beyond'] as const;
  const rows = (image: string, sections: readonly SectionCoverage[]): string =>
    sections
      .map(
        (section) =>
          `<tr><td>${image}</td><td>${escape(section.name)}</td>${heads.map((head) => `<td class="number">${section[head]}</td>`).join('')}</tr>`,
      )
      .join('');
  return `<section><h2>What was compared</h2>
<p>${escape(comparedText(result))}.</p>
<div class="scroll"><table><thead><tr><th>image</th><th>section</th>${heads.map((head) => `<th class="number">${head === 'beyond' ? 'no end' : head}</th>`).join('')}</tr></thead>
<tbody>${rows('A', coverage.a)}${rows('B', coverage.b)}</tbody></table></div>
${COLUMN_MEANINGS.map((meaning) => `<p>${escape(meaning)}.</p>`).join('')}</section>`;
}

function escape(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text
    .replace(/[&<>"]/g, (character) => named[character] ?? character)
    .replace(/[^\n -~\u00a0-\uffff]/g, '.');
}
