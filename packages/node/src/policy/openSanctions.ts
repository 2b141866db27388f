/** The operator's list of addresses that are never served, read again whenever its file changes. */
import { readFileSync, statSync } from 'node:fs'
import { type Address, isAddress } from 'viem'

/** `listed`: on the list. `unreadable`: nobody can say, so nobody is served. */
export type SanctionsAnswer = 'listed' | 'clear' | 'unreadable'

/** Opens the list. Lines hold one address each; `#` starts a comment; any other line makes the whole list unreadable. */
export function openSanctions(path: string): (addresses: readonly Address[]) => SanctionsAnswer {
  let seen = ''
  let list: ReadonlySet<string> | undefined
  return (addresses) => {
    try {
      const { mtimeMs, size } = statSync(path)
      const stamp = `${mtimeMs} ${size}`
      if (stamp !== seen) list = parse(readFileSync(path, 'utf8'))
      seen = stamp
    } catch {
      seen = ''
      list = undefined
    }
    if (!list) return 'unreadable'
    return addresses.some((address) => list?.has(address.toLowerCase())) ? 'listed' : 'clear'
  }
}

function parse(text: string): ReadonlySet<string> | undefined {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase())
  const addresses = lines.filter((line) => line !== '')
  return addresses.every((line) => isAddress(line, { strict: false })) ? new Set(addresses) : undefined
}
