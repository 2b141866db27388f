/** Decorator for providers: `client.extend(providerActions({ network }))`. A daemon does all this by itself. */
import { claimOrder } from '../actions/claimOrder.ts'
import { depositStake } from '../actions/depositStake.ts'
import { expireClaim } from '../actions/expireClaim.ts'
import { giveUpOrder } from '../actions/giveUpOrder.ts'
import { registerProvider } from '../actions/registerProvider.ts'
import { settleOrders } from '../actions/settleOrders.ts'
import { submitPayouts } from '../actions/submitPayouts.ts'
import type { Signer } from '../actions/transact.ts'
import { withdrawStake } from '../actions/withdrawStake.ts'
import type { Of, WithNetwork } from './bound.ts'

/** What a provider does on chain. */
export const providerActions =
  ({ network }: WithNetwork) =>
  (client: Signer) => ({
    registerProvider: (parameters: Of<typeof registerProvider>) => registerProvider(client, { network, ...parameters }),
    depositStake: (parameters: Of<typeof depositStake>) => depositStake(client, { network, ...parameters }),
    withdrawStake: (parameters: Of<typeof withdrawStake>) => withdrawStake(client, { network, ...parameters }),
    claimOrder: (parameters: Of<typeof claimOrder>) => claimOrder(client, { network, ...parameters }),
    giveUpOrder: (parameters: Of<typeof giveUpOrder>) => giveUpOrder(client, { network, ...parameters }),
    expireClaim: (parameters: Of<typeof expireClaim>) => expireClaim(client, { network, ...parameters }),
    submitPayouts: (parameters: Of<typeof submitPayouts>) => submitPayouts(client, { network, ...parameters }),
    settleOrders: (parameters: Of<typeof settleOrders>) => settleOrders(client, { network, ...parameters }),
  })
