/** Data → text for people: tables and key–value lists. */
import { stripVTControlCharacters } from 'node:util'

/** Columns aligned on their widest cell; numbers of columns follow the header. */
export function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => widthOf(row[column]))))
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => `${cells[column] ?? ''}${' '.repeat(Math.max(0, width - widthOf(cells[column])))}`)
      .join('  ')
      .trimEnd()
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

/** Colours take no room. */
const widthOf = (cell = '') => stripVTControlCharacters(cell).length

/** `name  value` lines. Values that are undefined are left out. */
export function toList(values: Readonly<Record<string, string | number | undefined>>): string {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  const width = Math.max(0, ...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

/** `0x1234567890…` → `0x1234…cdef`: enough to recognise, short enough for a table. */
export function shorten(hex: string | undefined, head = 6, tail = 4): string {
  if (!hex) return '–'
  return hex.length <= head + tail + 1 ? hex : `${hex.slice(0, head)}…${hex.slice(-tail)}`
}
