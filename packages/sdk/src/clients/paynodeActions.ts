/** Decorators: `client.extend(paynodeActions({ network }))` binds every action to a client and a network. */
import { confirmOrder } from '../actions/confirmOrder.ts'
import { type CreateOrderParameters, createOrder } from '../actions/createOrder.ts'
import { getOrder } from '../actions/getOrder.ts'
import { getProviders } from '../actions/getProviders.ts'
import { getQuote } from '../actions/getQuote.ts'
import { reclaimOrder } from '../actions/reclaimOrder.ts'
import { type RegisterParameters, registerProvider } from '../actions/registerProvider.ts'
import { depositStake, withdrawStake } from '../actions/stake.ts'
import type { Signer } from '../actions/transact.ts'
import { type WaitForOrderParameters, waitForOrder } from '../actions/waitForOrder.ts'
import type { PaynodeNetwork } from './network.ts'

type Bound<parameters> = Omit<parameters, 'network'>
type Of<verb extends (client: never, parameters: never) => unknown> = Bound<Parameters<verb>[1]>

/** What a payer does. */
export const payerActions =
  ({ network }: { readonly network: PaynodeNetwork }) =>
  (client: Signer) => ({
    getQuote: (parameters: Of<typeof getQuote>) => getQuote(client, { network, ...parameters }),
    getProviders: (parameters: Of<typeof getProviders> = {}) => getProviders(client, { network, ...parameters }),
    createOrder: (parameters: Bound<CreateOrderParameters>) => createOrder(client, { network, ...parameters }),
    getOrder: (parameters: Of<typeof getOrder>) => getOrder(client, { network, ...parameters }),
    waitForOrder: (parameters: Bound<WaitForOrderParameters>) => waitForOrder(client, { network, ...parameters }),
    confirmOrder: (parameters: Of<typeof confirmOrder>) => confirmOrder(client, { network, ...parameters }),
    reclaimOrder: (parameters: Of<typeof reclaimOrder>) => reclaimOrder(client, { network, ...parameters }),
  })

/** What a provider does besides running a daemon. */
export const providerActions =
  ({ network }: { readonly network: PaynodeNetwork }) =>
  (client: Signer) => ({
    registerProvider: (parameters: Bound<RegisterParameters>) => registerProvider(client, { network, ...parameters }),
    depositStake: (parameters: Of<typeof depositStake>) => depositStake(client, { network, ...parameters }),
    withdrawStake: (parameters: Of<typeof withdrawStake>) => withdrawStake(client, { network, ...parameters }),
  })

/** Everything. */
export const paynodeActions = (parameters: { readonly network: PaynodeNetwork }) => (client: Signer) => ({
  ...payerActions(parameters)(client),
  ...providerActions(parameters)(client),
})
