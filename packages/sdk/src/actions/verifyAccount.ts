/** Asks whose account it is, before money is locked. A name is what a gateway's PSP says: show it to the payer, who knows whom they mean. */
import type { PaynodeNetwork } from '../clients/network.ts'
import type { Recipient } from '../protocol/recipient.ts'
import { askGateway } from './askGateway.ts'
import { boolean, optional, record, text } from './decode.ts'
import { assertPayable } from './prepareOrder.ts'

const reasons = ['not-found', 'unavailable', 'unsupported', 'malformed'] as const

/** `not-found`: the PSP knows no such account; `unavailable`: ask again later; `unsupported`: this rail names nobody. */
export type AccountName =
  | { readonly resolved: true; readonly accountName: string }
  | { readonly resolved: false; readonly reason: (typeof reasons)[number] }

const parseAnswer = record({ resolved: boolean, accountName: optional(text(/^.{1,200}$/)), reason: optional(text(/^[a-z-]{1,40}$/)) })

function parse(value: unknown): AccountName {
  const { resolved, accountName, reason } = parseAnswer(value)
  if (!resolved) return { resolved, reason: reasons.find((known) => known === reason) ?? 'unavailable' }
  if (accountName === undefined) throw new TypeError('a resolved account has a name')
  return { resolved, accountName }
}

/**
 * The account's holder. The account goes to one gateway in clear, over TLS; it is not stored there.
 * @throws UnknownCorridorError, InvalidRecipientError before anything is sent; GatewayError when no gateway answers.
 */
export function verifyAccount(
  _client: unknown,
  {
    network,
    recipient,
    signal,
  }: { readonly network: Pick<PaynodeNetwork, 'gateways'>; readonly recipient: Recipient; readonly signal?: AbortSignal | undefined },
): Promise<AccountName> {
  assertPayable(recipient)
  const { corridor, institution, account } = recipient
  const body = { corridor, recipient: { ...(institution === undefined ? {} : { institution }), account } }
  return askGateway({ gateways: network.gateways, path: '/v1/verify-account', body, parse, signal })
}
