/** The few shapes that plots need, as SVG text. Colours work on white and on dark paper. */

/** A drawing of a size, in pixels. */
export function toSvg(width: number, height: number, title: string, shapes: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    toText(16, 24, title, { size: 15, weight: 600 }),
    ...shapes,
    '</svg>\n',
  ].join('\n')
}

/** Text with its baseline at y. */
export function toText(
  x: number,
  y: number,
  text: string,
  {
    anchor = 'start',
    size = 12,
    weight = 400,
    fill = '#1f2933',
  }: { anchor?: 'start' | 'middle' | 'end'; size?: number; weight?: number; fill?: string } = {},
): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeText(text)}</text>`
}

/** A filled rectangle. */
export const toBar = (x: number, y: number, width: number, height: number, fill: string) =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(height)}" fill="${fill}" rx="1.5"/>`

/** A line. */
export const toLine = (x1: number, y1: number, x2: number, y2: number, stroke = '#9aa5b1', width = 1) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}" stroke-width="${width}"/>`

/** Round steps from 0 to at least `most`, four to eight of them. */
export function toTicks(most: number): readonly number[] {
  const rough = Math.max(most, 1e-9) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)))
}

const round = (value: number) => Number(value.toFixed(1))
const escapeText = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
