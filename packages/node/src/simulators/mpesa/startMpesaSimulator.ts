/** Plays Daraja: tokens, B2C v3 payments, status and balance answered by callback. Everything a client must encrypt is decrypted and checked. */
import { constants, privateDecrypt } from 'node:crypto'
import { z } from 'zod'
import { startSimulator } from '../base/startSimulator.ts'
import type { Operation, SimAnswer, SimContext, SimRequest, Simulator, SimulatorOptions, VendorDefinition } from '../base/types.ts'
import { accept, refuse, toBalance, toConversation, toPayoutParameters, toResult, toStatusParameters } from './shapes.ts'

export type MpesaSimulatorOptions = SimulatorOptions & {
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly shortcode: string
  readonly initiatorName: string
  readonly initiatorPassword: string
  /** PEM; its public half is the client's certificate. */
  readonly privateKey: string
  /** Cents in the utility account. */
  readonly balance?: bigint | undefined
  /** Every so many answers by callback are lost. 0 = none. */
  readonly loseEvery?: number | undefined
}

/** What tokens start with: tests look for it where it must not be. */
export const TOKEN_PREFIX = 'daraja-token-'
/** The code for "no such payout". The vendor documents none; this is the simulator's. */
export const UNKNOWN_CODE = 'SIM_UNKNOWN'
const TOKEN_MS = 3_599_000
const ANSWER_MS = 300

/** Starts the simulator. */
export function startMpesaSimulator(options: MpesaSimulatorOptions): Promise<Simulator> {
  return startSimulator(defineMpesa(options), options)
}

function defineMpesa(options: MpesaSimulatorOptions): VendorDefinition {
  const { shortcode, initiatorName, initiatorPassword, privateKey, loseEvery = 0 } = options
  const basic = `Basic ${Buffer.from(`${options.consumerKey}:${options.consumerSecret}`).toString('base64')}`
  const tokens = new Map<string, number>()
  let conversations = 1_000_000
  let answers = 0

  const isInitiator = (name: string, credential: string) => {
    const shown = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(credential, 'base64')).toString()
    return name === initiatorName && shown === initiatorPassword
  }
  /** Answers a question by callback, unless this one gets lost. */
  const answer = ({ send }: SimContext, url: string, body: string) => {
    answers += 1
    if (loseEvery === 0 || answers % loseEvery !== 0) send({ url, headers: {}, body, once: true }, ANSWER_MS)
  }
  const pay = ({ json }: SimRequest, { book, send }: SimContext): SimAnswer => {
    const parsed = paymentSchema.safeParse(json)
    if (!parsed.success) return refuse(400, '400.002.02', 'Bad Request - Invalid field')
    const { OriginatorConversationID: reference, Amount, PartyA, PartyB, ResultURL, InitiatorName, SecurityCredential } = parsed.data
    if (PartyA !== shortcode || !isInitiator(InitiatorName, SecurityCredential))
      return refuse(400, '400.002.02', 'Bad Request - Invalid Initiator')
    const details = { resultUrl: ResultURL }
    const result = book.commit({ reference, amount: BigInt(Amount) * 100n, currency: 'KES', destination: PartyB, details })
    if (result.type === 'duplicate') return refuse(500, '500.002.1001', 'Duplicate OriginatorConversationID.')
    if (result.type === 'committed') return accept(toConversation(result.payout.number), reference)
    // Too little money is said later, by callback alone.
    conversations += 1
    const conversation = toConversation(conversations)
    send({ url: ResultURL, headers: {}, body: toResult({ code: 1, originator: reference, conversation }), once: true }, ANSWER_MS)
    return accept(conversation, reference)
  }
  const status = ({ json }: SimRequest, context: SimContext): SimAnswer => {
    const parsed = statusSchema.safeParse(json)
    if (!parsed.success) return refuse(400, '400.002.02', 'Bad Request - Invalid field')
    const { OriginalConversationID, PartyA, ResultURL, Initiator, SecurityCredential } = parsed.data
    if (PartyA !== shortcode || !isInitiator(Initiator, SecurityCredential))
      return refuse(400, '400.002.02', 'Bad Request - Invalid Initiator')
    const { book } = context
    const payout =
      book.find(OriginalConversationID) ?? book.payouts().find(({ number }) => toConversation(number) === OriginalConversationID)
    conversations += 1
    const ids = { originator: `${conversations}-1`, conversation: toConversation(conversations) }
    const body = payout
      ? toResult({ ...ids, code: 0, parameters: toStatusParameters(payout, book.look(payout), shortcode) })
      : toResult({ ...ids, code: UNKNOWN_CODE })
    answer(context, ResultURL, body)
    return accept(ids.conversation, ids.originator)
  }
  const balance = ({ json }: SimRequest, context: SimContext): SimAnswer => {
    const parsed = balanceSchema.safeParse(json)
    if (!parsed.success) return refuse(400, '400.002.02', 'Bad Request - Invalid field')
    const { PartyA, ResultURL, Initiator, SecurityCredential } = parsed.data
    if (PartyA !== shortcode || !isInitiator(Initiator, SecurityCredential))
      return refuse(400, '400.002.02', 'Bad Request - Invalid Initiator')
    conversations += 1
    const ids = { originator: `${conversations}-1`, conversation: toConversation(conversations) }
    const parameters = [
      { Key: 'AccountBalance', Value: toBalance(context.book.balance('KES')) },
      { Key: 'BOCompletedTime', Value: 20_260_101_000_000 },
    ]
    answer(context, ResultURL, toResult({ ...ids, code: 0, parameters }))
    return accept(ids.conversation, ids.originator)
  }

  return {
    vendor: 'mpesa',
    balances: { KES: options.balance ?? 10n ** 15n },
    operationOf: ({ method, path }) => operations[`${method} ${path}`] ?? 'other',
    handle(request, context) {
      const { method, path, query, headers } = request
      const { clock } = context
      if (method === 'GET' && path === '/oauth/v1/generate') {
        if (query.get('grant_type') !== 'client_credentials') return refuse(400, '400.008.02', 'Invalid grant type passed')
        if (headers.authorization !== basic) return refuse(400, '400.008.01', 'Invalid Authentication passed')
        const token = `${TOKEN_PREFIX}${tokens.size + 1}`
        tokens.set(token, clock.now() + TOKEN_MS)
        return { status: 200, body: { access_token: token, expires_in: '3599' } }
      }
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
      if ((tokens.get(token) ?? 0) <= clock.now()) return refuse(401, '401.002.01', 'Error Occurred - Invalid Access Token')
      if (method === 'POST' && path === '/mpesa/b2c/v3/paymentrequest') return pay(request, context)
      if (method === 'POST' && path === '/mpesa/transactionstatus/v1/query') return status(request, context)
      if (method === 'POST' && path === '/mpesa/accountbalance/v1/query') return balance(request, context)
      return refuse(404, '404.002.01', 'Resource not found')
    },
    refusal: () => ({
      status: 200,
      body: { ConversationID: '', OriginatorConversationID: '', ResponseCode: '1', ResponseDescription: 'Rejected' },
    }),
    strangeError: () => refuse(400, '499.777.01', 'A thing that was never documented'),
    notice(payout, shown, forged) {
      const url = payout.details.resultUrl ?? ''
      const ids = { originator: payout.reference, conversation: toConversation(payout.number) }
      const body =
        shown === 'SUCCEEDED'
          ? toResult({ ...ids, code: 0, parameters: toPayoutParameters(payout) })
          : toResult({ ...ids, code: shown === 'CANCELLED' ? 'SFC_IC0003' : 2040 })
      return { url: forged ? url.replace(/\w{8}$/, '00000000') : url, headers: {}, body, once: true }
    },
  }
}

const operations: Readonly<Record<string, Operation>> = {
  'GET /oauth/v1/generate': 'token',
  'POST /mpesa/b2c/v3/paymentrequest': 'submit',
  'POST /mpesa/transactionstatus/v1/query': 'query',
  'POST /mpesa/accountbalance/v1/query': 'balance',
}
const shared = {
  /** What RSA with 2048 bits gives. */
  SecurityCredential: z.string().length(344),
  PartyA: z.string(),
  QueueTimeOutURL: z.url(),
  ResultURL: z.url(),
  Remarks: z.string().min(2).max(100),
}
const paymentSchema = z.strictObject({
  ...shared,
  OriginatorConversationID: z.string().min(1).max(36),
  InitiatorName: z.string(),
  CommandID: z.enum(['BusinessPayment', 'SalaryPayment', 'PromotionPayment']),
  Amount: z.string().regex(/^[1-9]\d{1,5}$/),
  PartyB: z.string().regex(/^254[17]\d{8}$/),
  Occassion: z.string().min(1).max(100),
})
const asked = { ...shared, Initiator: z.string(), IdentifierType: z.literal('4') }
const statusSchema = z.strictObject({
  ...asked,
  CommandID: z.literal('TransactionStatusQuery'),
  OriginalConversationID: z.string().min(1),
  Occasion: z.string().max(100),
})
const balanceSchema = z.strictObject({ ...asked, CommandID: z.literal('AccountBalance') })
