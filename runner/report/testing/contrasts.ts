/** Contrast of each kind of text to what it stands on, by WCAG's formula: what a page evaluates. */
export const CONTRASTS = `(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    const isClear = numbers(colour)[3] === 0;
    return isClear && element.parentElement !== null ? ground(element.parentElement) : colour;
  };
  const kinds = ['body', '.note', 'a', 'kbd', '.sign.pass', '.sign.fail', '.badge.fail', '.none',
    '.added', '.removed', 'mark', '.code', '.output', 'figcaption', 'h6'];
  return Object.fromEntries(kinds.flatMap((kind) => {
    const element = document.querySelector(kind);
    if (element === null) return [];
    const [one, other] = [getComputedStyle(element).color, ground(element)].map(light);
    return [[kind, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)]];
  }));
})()`;
