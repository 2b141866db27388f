/** Talks to Daraja: one access token for all, the initiator's password encrypted anew for every command, and a pause when the vendor refuses it. */

import { constants, createPublicKey, publicEncrypt } from 'node:crypto'
import type { Clock } from '../../../runtime/clock.ts'
import { createTokenCache } from '../../transport/createTokenCache.ts'
import { createTransport } from '../../transport/createTransport.ts'
import { readAnswer } from '../../transport/readAnswer.ts'
import type { Exchange, TransportAnswer } from '../../transport/types.ts'
import { lockingCodes, toCode } from './mapping.ts'
import { type CallbackKind, toCallbackUrl } from './readWebhook.ts'
import { acceptedSchema, tokenSchema } from './schemas.ts'

export type DarajaClient = {
  /** A request that is answered by callback to `kind` and `id`. `body` has no secrets; credential and callback URLs are added here. */
  command(request: {
    readonly path: string
    readonly body: object
    readonly kind: 'payout' | 'status' | 'balance'
    readonly id: string
    readonly signal: AbortSignal
  }): Promise<TransportAnswer>
  /** Whether a command could leave now; unix milliseconds when it can not before then. */
  isReady(signal: AbortSignal): Promise<true | { readonly retryAt?: number }>
  /** Notes a result's code: after some, every further try locks the credential. */
  noteCode(code: string): void
}

const TOKEN = '/oauth/v1/generate'
const timeouts = { payout: 'payoutTimeout', status: 'statusTimeout', balance: 'balanceTimeout' } as const satisfies Record<
  string,
  CallbackKind
>

/** Creates the client. `certificate` is PEM; its dates do not matter, the vendor's own are long over. @throws when it is no RSA key. */
export function createDarajaClient(options: {
  readonly baseUrl: string
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly initiatorPassword: string
  readonly certificate: string
  readonly callbackUrl: string
  readonly callbackSecret: string
  readonly lockHoldMs: number
  readonly timeoutMs: number
  readonly clock: Clock
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}): DarajaClient {
  const { consumerKey, consumerSecret, initiatorPassword, callbackUrl, callbackSecret, lockHoldMs, clock } = options
  const key = createPublicKey(options.certificate)
  if (key.asymmetricKeyType !== 'rsa') throw new Error('the M-Pesa certificate holds no RSA key')
  const secrets = [consumerKey, consumerSecret, initiatorPassword, callbackSecret]
  const transport = createTransport({ ...options, secrets, codeOf: toCode })
  let heldUntil = 0
  const tokens = createTokenCache({
    clock,
    async fetchToken(signal) {
      const authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`
      const path = `${TOKEN}?grant_type=client_credentials`
      const at = clock.now()
      const answer = await transport.send({ method: 'GET', path, route: TOKEN, lane: TOKEN, headers: { authorization }, signal })
      const parsed = readAnswer(answer, tokenSchema)
      return parsed && { value: parsed.access_token, expiresAt: at + parsed.expires_in * 1_000 }
    },
  })
  const noteCode = (code: string) => {
    if (lockingCodes.has(code)) heldUntil = clock.now() + lockHoldMs
  }

  return {
    noteCode,
    async isReady(signal) {
      if (heldUntil > clock.now()) return { retryAt: heldUntil }
      return (await tokens.get(signal)) === undefined ? {} : true
    },
    async command({ path, body, kind, id, signal }) {
      const held = (): TransportAnswer | undefined =>
        heldUntil > clock.now()
          ? { type: 'throttled', sent: false, retryAt: heldUntil, evidence: { code: 'credentialHeld', at: clock.now() } }
          : undefined
      const early = held()
      if (early) return early
      const token = await tokens.get(signal)
      if (token === undefined) return { type: 'failed', evidence: { code: 'noToken', at: clock.now() } }
      const credential = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(initiatorPassword)).toString('base64')
      const full = {
        ...body,
        SecurityCredential: credential,
        ResultURL: toCallbackUrl(callbackUrl, callbackSecret, kind, id),
        QueueTimeOutURL: toCallbackUrl(callbackUrl, callbackSecret, timeouts[kind], id),
      }
      const headers = { authorization: `Bearer ${token}` }
      const late = held()
      if (late) return late
      const answer = await transport.send({ method: 'POST', path, route: path, lane: path, headers, body: JSON.stringify(full), signal })
      if (answer.type === 'answered') {
        if (answer.status === 401 || answer.status === 404) tokens.drop(token) // a token that is no longer known comes as either
        const code = acceptedSchema.safeParse(answer.json).data?.ResponseCode
        if (code !== undefined) noteCode(code)
      }
      return answer
    },
  }
}
