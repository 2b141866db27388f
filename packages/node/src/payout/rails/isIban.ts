/** The check digits of an IBAN (ISO 13616): moved to the end and read in base 36, it leaves 1 over 97. */

/** Whether they fit. Lengths per country are not checked. */
export function isIban(account: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(account)) return false
  const digits = [...(account.slice(4) + account.slice(0, 4))].map((letter) => Number.parseInt(letter, 36)).join('')
  return BigInt(digits) % 97n === 1n
}
