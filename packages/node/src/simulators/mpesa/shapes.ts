/** Daraja's JSON, field for field as its documentation shows it: repeated keys, a parameter without a value, codes as numbers or strings. */
import type { ShownStatus, SimAnswer, SimPayout } from '../base/types.ts'

/** The vendor's word in a status query. */
export const words: Readonly<Record<ShownStatus, string>> = {
  PENDING: 'Initiated',
  NEEDS_ACTION: 'Pending Authorized',
  SUCCEEDED: 'Completed',
  FAILED: 'Declined',
  CANCELLED: 'Cancelled',
  RETURNED: 'Reversed',
  STRANGE: 'Teleported',
}

export const toConversation = (number: number) => `AG_20260101_${number.toString(16).padStart(20, '0')}`

export const accept = (conversation: string, originator: string): SimAnswer => ({
  status: 200,
  body: {
    ConversationID: conversation,
    OriginatorConversationID: originator,
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  },
})

export const refuse = (status: number, errorCode: string, errorMessage: string): SimAnswer => ({
  status,
  body: { requestId: '11728-2929992-1', errorCode, errorMessage },
})

type Parameter = { readonly Key: string; readonly Value?: string | number }

/** What a callback holds. Failures have no parameters. */
export function toResult(parameters: {
  readonly code: string | number
  readonly originator: string
  readonly conversation: string
  readonly parameters?: readonly Parameter[]
}): string {
  const { code, originator, conversation, parameters: list } = parameters
  return JSON.stringify({
    Result: {
      ResultType: 0,
      ResultCode: code,
      ResultDesc: code === 0 ? 'The service request is processed successfully.' : 'The request was not processed.',
      OriginatorConversationID: originator,
      ConversationID: conversation,
      TransactionID: 'SIM0000000',
      ...(list ? { ResultParameters: { ResultParameter: list } } : {}),
      ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'https://internalsandbox.safaricom.co.ke/' } },
    },
  })
}

/** The payout's own result. */
export function toPayoutParameters({ number, amount, destination, endsAt }: SimPayout): readonly Parameter[] {
  const [date, time] = new Date(endsAt + 3 * 3_600_000).toISOString().split(/[T.]/)
  return [
    { Key: 'TransactionAmount', Value: Number(amount / 100n) },
    { Key: 'TransactionReceipt', Value: toReceipt(number) },
    { Key: 'B2CRecipientIsRegisteredCustomer', Value: 'Y' },
    { Key: 'B2CChargesPaidAccountAvailableFunds', Value: 0 },
    { Key: 'ReceiverPartyPublicName', Value: `${destination} - ADA OBI` },
    { Key: 'TransactionCompletedDateTime', Value: `${date?.split('-').reverse().join('.')} ${time}` },
    { Key: 'B2CUtilityAccountAvailableFunds', Value: 228_037 },
    { Key: 'B2CWorkingAccountAvailableFunds', Value: 0 },
  ]
}

/** A status query's answer. */
export function toStatusParameters(payout: SimPayout, shown: ShownStatus, shortcode: string): readonly Parameter[] {
  return [
    { Key: 'DebitPartyName', Value: `${shortcode} - Simulated Shop` },
    { Key: 'DebitPartyName', Value: `${payout.destination} - ADA OBI` },
    { Key: 'OriginatorConversationID', Value: payout.reference },
    { Key: 'InitiatedTime', Value: toCompact(payout.createdAt) },
    { Key: 'DebitAccountType', Value: 'Utility Account' },
    { Key: 'DebitPartyCharges', Value: 'Fee For B2C Payment|KES|0.00' },
    { Key: 'TransactionReason' },
    { Key: 'ReasonType', Value: 'Business Payment to Customer via API' },
    { Key: 'TransactionStatus', Value: words[shown] },
    { Key: 'FinalisedTime', Value: toCompact(payout.endsAt) },
    { Key: 'Amount', Value: `${payout.amount / 100n}` },
    { Key: 'ConversationID', Value: toConversation(payout.number) },
    { Key: 'ReceiptNo', Value: toReceipt(payout.number) },
  ]
}

export function toBalance(cents: bigint): string {
  const shillings = `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`
  return [
    'Working Account|KES|0.00|0.00|0.00|0.00',
    'Float Account|KES|0.00|0.00|0.00|0.00',
    `Utility Account|KES|${shillings}|${shillings}|0.00|0.00`,
    'Charges Paid Account|KES|0.00|0.00|0.00|0.00',
  ].join('&')
}

const toReceipt = (number: number) => `SIM${number.toString(36).toUpperCase().padStart(7, '0')}`
/** East Africa Time, digits alone, as a JSON number. */
const toCompact = (at: number) => Number(new Date(at + 3 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14))
