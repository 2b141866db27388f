/** Asks whose account it is, before money is locked. A name is what a gateway's PSP says: show it to the payer, who knows whom they mean. */
import * as z from 'zod/mini'
import type { PaynodeNetwork } from '../clients/network.ts'
import type { Recipient } from '../protocol/recipient.ts'
import { askGateway } from './askGateway.ts'
import { assertPayable } from './prepareOrder.ts'

const schema = z.union([
  z.object({ resolved: z.literal(true), accountName: z.string().check(z.minLength(1), z.maxLength(200)) }),
  z.object({
    resolved: z.literal(false),
    reason: z.catch(z.enum(['not-found', 'unavailable', 'unsupported', 'malformed']), 'unavailable'),
  }),
])

/** `not-found`: the PSP knows no such account; `unavailable`: ask again later; `unsupported`: this rail names nobody. */
export type AccountName = z.output<typeof schema>

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
  return askGateway({ gateways: network.gateways, path: '/v1/verify-account', body, schema, signal })
}
