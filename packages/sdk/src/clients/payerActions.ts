/** Decorator for payers: `client.extend(payerActions({ network }))`. */
import { challengeOrder } from '../actions/challengeOrder.ts'
import { confirmOrder } from '../actions/confirmOrder.ts'
import { createOrder } from '../actions/createOrder.ts'
import { getCorridors } from '../actions/getCorridors.ts'
import { getInstitutions } from '../actions/getInstitutions.ts'
import { getOrder } from '../actions/getOrder.ts'
import { getOrderTimeline } from '../actions/getOrderTimeline.ts'
import { getProviders } from '../actions/getProviders.ts'
import { getQuote } from '../actions/getQuote.ts'
import { listOrders } from '../actions/listOrders.ts'
import { prepareOrder } from '../actions/prepareOrder.ts'
import { reclaimOrder } from '../actions/reclaimOrder.ts'
import { signFunding } from '../actions/signFunding.ts'
import type { Signer } from '../actions/transact.ts'
import { verifyAccount } from '../actions/verifyAccount.ts'
import { waitForOrder } from '../actions/waitForOrder.ts'
import { watchOrder } from '../actions/watchOrder.ts'
import type { Of, WithNetwork } from './bound.ts'

/** What a payer does. The network is bound; `payer` is the client's account where it is left out. */
export const payerActions =
  ({ network }: WithNetwork) =>
  (client: Signer) => ({
    getCorridors: () => getCorridors(client, { network }),
    getInstitutions: (parameters: Of<typeof getInstitutions>) => getInstitutions(client, { network, ...parameters }),
    verifyAccount: (parameters: Of<typeof verifyAccount>) => verifyAccount(client, { network, ...parameters }),
    getQuote: (parameters: Of<typeof getQuote>) => getQuote(client, { network, ...parameters }),
    getProviders: (parameters: Of<typeof getProviders> = {}) => getProviders(client, { network, ...parameters }),
    prepareOrder: (parameters: Omit<Of<typeof prepareOrder>, 'payer'>) =>
      prepareOrder(client, { network, payer: client.account.address, ...parameters }),
    createOrder: (parameters: Of<typeof createOrder>) => createOrder(client, { network, ...parameters }),
    getOrder: (parameters: Of<typeof getOrder>) => getOrder(client, { network, ...parameters }),
    listOrders: (parameters: Partial<Of<typeof listOrders>> = {}) =>
      listOrders(client, { network, payer: client.account.address, ...parameters }),
    getOrderTimeline: (parameters: Of<typeof getOrderTimeline>) => getOrderTimeline(client, { network, ...parameters }),
    watchOrder: (parameters: Of<typeof watchOrder>) => watchOrder(client, { network, ...parameters }),
    waitForOrder: (parameters: Of<typeof waitForOrder>) => waitForOrder(client, { network, ...parameters }),
    confirmOrder: (parameters: Of<typeof confirmOrder>) => confirmOrder(client, { network, ...parameters }),
    challengeOrder: (parameters: Of<typeof challengeOrder>) => challengeOrder(client, { network, ...parameters }),
    signFunding: (parameters: Of<typeof signFunding>) => signFunding(client, { network, ...parameters }),
    reclaimOrder: (parameters: Of<typeof reclaimOrder>) => reclaimOrder(client, { network, ...parameters }),
  })
