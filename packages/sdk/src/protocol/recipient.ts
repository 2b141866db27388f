/** Who receives the local money. The details never touch the chain; their salted hash does. */
import { concat, type Hex, keccak256, stringToHex } from 'viem'
import { type Corridor, corridors, getCorridor } from './corridor.ts'

/** A recipient's account on a corridor. */
export type Recipient = {
  readonly corridor: Corridor
  /** Where the rail has one: bank or network code, chain, or what kind of id the account is. */
  readonly institution?: string | undefined
  readonly account: string
  /** Account holder, when the payer knows it. */
  readonly name?: string | undefined
}

/** A recipient and the salt that hides it behind its hash. */
export type SaltedRecipient = { readonly recipient: Recipient; readonly salt: Hex }

/** What is wrong with a recipient, in words for the person who typed it; undefined when nothing is. */
export function validateRecipient(recipient: Recipient): string | undefined {
  const info = getCorridor(recipient.corridor)
  if (!info) return `unknown corridor "${recipient.corridor}"; known: ${Object.keys(corridors).join(', ')}`
  if (info.institution && !info.institution.test(recipient.institution ?? '')) {
    return `malformed institution code for ${info.corridor}; expected something like ${info.example}`
  }
  if (!info.institution && recipient.institution)
    return `${info.corridor} takes no institution code; expected something like ${info.example}`
  if (!info.account.test(recipient.account)) return `malformed account for ${info.corridor}; expected something like ${info.example}`
  return undefined
}

/**
 * Parses `NGN/bank:058:0123456789`.
 * @throws TypeError that says what a well-formed account looks like; the account itself is not repeated.
 */
export function parseRecipient(text: string): Recipient {
  const [corridor = '', ...parts] = text.split(':')
  const info = getCorridor(corridor)
  if (!info) throw new TypeError(`unknown corridor "${corridor}"; known: ${Object.keys(corridors).join(', ')}`)
  if (parts.length !== info.fields.length) {
    throw new TypeError(`malformed account for ${corridor}: expected ${info.fields.join(':')}, like ${info.example}`)
  }
  const field = (name: 'institution' | 'account') => {
    const index = info.fields.indexOf(name)
    return index < 0 ? undefined : parts[index]
  }
  const recipient: Recipient = {
    corridor: info.corridor,
    institution: field('institution'),
    account: field('account') ?? '',
  }
  const problem = validateRecipient(recipient)
  if (problem) throw new TypeError(problem)
  return recipient
}

/**
 * Canonical bytes of a recipient: a JSON array in fixed order, so that equal recipients have equal hashes. Where capitals say nothing (addresses,
 * e-mail) they are taken as small letters: a receipt that spells an account otherwise than its payer is a receipt all the same.
 */
export function encodeRecipient({ corridor, institution = '', account }: Recipient): Hex {
  const rail = getCorridor(corridor)?.rail
  return stringToHex(JSON.stringify([corridor, institution, rail === 'onchain' || rail === 'binance' ? account.toLowerCase() : account]))
}

/** `keccak256(salt ‖ canonical recipient)`: what the order binds on chain. The name is not bound: rails spell names differently. */
export function hashRecipient({ recipient, salt }: SaltedRecipient): Hex {
  return keccak256(concat([salt, encodeRecipient(recipient)]))
}
