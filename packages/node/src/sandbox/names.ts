/** Pretend account holders and institutions: the same account always belongs to the same person. */
import { createHash } from 'node:crypto'
import type { Recipient } from '@paynode/sdk/protocol'

const first = ['Ada', 'Chidi', 'Wanjiru', 'Kwame', 'Amina', 'Tunde', 'Akinyi', 'Kofi', 'Ngozi', 'Otieno', 'Efua', 'Musa']
const last = ['Okafor', 'Mwangi', 'Mensah', 'Bello', 'Achieng', 'Owusu', 'Adeyemi', 'Kamau', 'Boateng', 'Eze', 'Njoroge', 'Asante']

/** The holder of an account; undefined when there is no such account (it ends in 0000). */
export function getHolderName({ institution, account }: Pick<Recipient, 'institution' | 'account'>): string | undefined {
  if (account.endsWith('0000')) return undefined
  const digest = createHash('sha256')
    .update(`${institution ?? ''}:${account}`)
    .digest()
  return `${first[digest.readUInt8(0) % first.length]} ${last[digest.readUInt8(1) % last.length]}`
}

/** Institutions per rail, as code and name. */
export const institutions: Readonly<Record<string, readonly { readonly code: string; readonly name: string }[]>> = {
  'NGN/bank': [
    { code: '058', name: 'Sandbox Guaranty' },
    { code: '044', name: 'Sandbox Access' },
    { code: '033', name: 'Sandbox United' },
  ],
  'KES/mpesa': [],
  'GHS/mobile': [
    { code: 'MTN', name: 'Sandbox MTN' },
    { code: 'VOD', name: 'Sandbox Telecel' },
    { code: 'ATL', name: 'Sandbox AirtelTigo' },
  ],
}
