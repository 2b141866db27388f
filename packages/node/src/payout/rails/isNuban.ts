/** The check digit of Nigerian account numbers (CBN, 2010; revised 2018 and 2020). A hint only: wallets and sandboxes break it, name enquiry decides. */

/** Whether the tenth digit fits; undefined when the institution code has no place in the scheme. */
export function isNuban(institution: string, account: string): boolean | undefined {
  if (!/^\d{10}$/.test(account)) return false
  const code = toSixDigits(institution)
  if (code === undefined) return undefined
  const weights = [3, 7, 3]
  const sum = [...(code + account.slice(0, 9))].reduce((total, digit, index) => total + Number(digit) * (weights[index % 3] ?? 0), 0)
  return (10 - (sum % 10)) % 10 === Number(account[9])
}

/** Banks have three digits, other institutions five, the NIP list six. */
function toSixDigits(institution: string): string | undefined {
  if (/^\d{3}$/.test(institution)) return `000${institution}`
  if (/^\d{5}$/.test(institution)) return `9${institution}`
  return /^\d{6}$/.test(institution) ? institution : undefined
}
