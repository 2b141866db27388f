/** Decorator for payers: `client.extend(payerActions({ network }))`. */
import { challengeOrder } from '../actions/challengeOrder.ts'
import { confirmOrder } from '../actions/confirmOrder.ts'
import { createOrder } from '../actions/createOrder.ts'
import { findGateways } from '../actions/findGateways.ts'
import { getCorridors } from '../actions/getCorridors.ts'
import { getInstitutions } from '../actions/getInstitutions.ts'
import { getOrder } from '../actions/getOrder.ts'
import { getOrderTimeline } from '../actions/getOrderTimeline.ts'
import { type GetPayoutQuoteParameters, getPayoutQuote } from '../actions/getPayoutQuote.ts'
import { getProviders } from '../actions/getProviders.ts'
import { type GetQuoteParameters, getQuote } from '../actions/getQuote.ts'
import { listOrders } from '../actions/listOrders.ts'
import { lockOrder } from '../actions/lockOrder.ts'
import { prepareCall } from '../actions/prepareCall.ts'
import { prepareLock } from '../actions/prepareLock.ts'
import { prepareOrder } from '../actions/prepareOrder.ts'
import { reclaimOrder } from '../actions/reclaimOrder.ts'
import { resumeOrder } from '../actions/resumeOrder.ts'
import { signFunding } from '../actions/signFunding.ts'
import type { Signer } from '../actions/transact.ts'
import { verifyAccount } from '../actions/verifyAccount.ts'
import { waitForOrder } from '../actions/waitForOrder.ts'
import { watchOrder } from '../actions/watchOrder.ts'
import type { Corridor } from '../protocol/corridor.ts'
import type { Of, WithNetwork } from './bound.ts'

/** What a payer does. The network is bound; `payer` is the client's account where it is left out. */
export const payerActions =
  ({ network }: WithNetwork) =>
  (client: Signer) => ({
    getCorridors: (parameters: Of<typeof getCorridors> = {}) => getCorridors(client, { network, ...parameters }),
    getInstitutions: (parameters: Of<typeof getInstitutions>) => getInstitutions(client, { network, ...parameters }),
    verifyAccount: (parameters: Of<typeof verifyAccount>) => verifyAccount(client, { network, ...parameters }),
    findGateways: (parameters: Of<typeof findGateways> = {}) => findGateways(client, { network, ...parameters }),
    getQuote: <const corridor extends Corridor>(parameters: Omit<GetQuoteParameters<corridor>, 'network'>) =>
      getQuote(client, { network, ...parameters }),
    getPayoutQuote: <const corridor extends Corridor>(parameters: Omit<GetPayoutQuoteParameters<corridor>, 'network'>) =>
      getPayoutQuote(client, { network, ...parameters }),
    getProviders: (parameters: Of<typeof getProviders> = {}) => getProviders(client, { network, ...parameters }),
    prepareOrder: (parameters: Omit<Of<typeof prepareOrder>, 'payer'>) =>
      prepareOrder(client, { network, payer: client.account.address, ...parameters }),
    prepareLock: (parameters: Of<typeof prepareLock>) => prepareLock(client, { network, ...parameters }),
    prepareCall: (parameters: Of<typeof prepareCall>) => prepareCall(client, { network, ...parameters }),
    lockOrder: (parameters: Of<typeof lockOrder>) => lockOrder(client, { network, ...parameters }),
    resumeOrder: (parameters: Of<typeof resumeOrder>) => resumeOrder(client, { network, ...parameters }),
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
