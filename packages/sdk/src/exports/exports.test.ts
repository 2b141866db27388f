/** The public surface: a name that appears or goes away shows in a diff. */
import { expect, test } from 'vitest'
import * as abi from './abi.ts'
import * as deployment from './deployment.ts'
import * as index from './index.ts'
import * as protocol from './protocol.ts'
import * as router from './router.ts'

const names = (module: object) => Object.keys(module).sort()

test('router', () => {
  expect(names(router)).toMatchInlineSnapshot(`
    [
      "applyEvent",
      "copyState",
      "createState",
      "explainRanking",
      "features",
      "hashRoute",
      "parseState",
      "rankProviders",
      "routeOrder",
      "rules",
      "rulesetHash",
      "serialiseState",
      "sliceState",
      "stateRoot",
    ]
  `)
})

test('deployment', () => {
  expect(names(deployment)).toMatchInlineSnapshot(`
    [
      "addresses",
      "create2Factory",
      "deployConfigSchema",
      "deployContracts",
      "findMoves",
      "networkPresets",
      "planDeployment",
      "toAddressesFile",
      "toBlueprints",
      "toDeployTerms",
      "verifyDeployment",
    ]
  `)
})

test('abi', () => {
  expect(names(abi)).toMatchInlineSnapshot(`
    [
      "orderEscrowAbi",
      "orderEscrowBytecode",
      "providerRegistryAbi",
      "providerRegistryBytecode",
      "quorumVerifierAbi",
      "quorumVerifierBytecode",
      "routeAnchorAbi",
      "routeAnchorBytecode",
      "testUsdAbi",
      "testUsdBytecode",
    ]
  `)
})

test('protocol', () => {
  expect(names(protocol)).toMatchInlineSnapshot(`
    [
      "attestationTypes",
      "bpsCeil",
      "bpsFloor",
      "corridors",
      "createHpkeKeyPair",
      "encodeRecipient",
      "encodeReport",
      "failureCauses",
      "formatPayout",
      "formatUnitsExact",
      "fromCorridorBytes",
      "fromJson",
      "fromOnchainOrder",
      "fundingSchema",
      "getCorridor",
      "getDecimals",
      "hashAttestationBatch",
      "hashBatchStruct",
      "hashBundle",
      "hashOrder",
      "hashOrderDetails",
      "hashOrderParties",
      "hashPaymentReference",
      "hashRecipient",
      "hashReport",
      "maxPinned",
      "openRecipient",
      "orderDefaults",
      "orderStatuses",
      "orderTypes",
      "parsePayout",
      "parseRecipient",
      "parseUnitsExact",
      "permit2Address",
      "recipientSchema",
      "recoverAttester",
      "recoverReporter",
      "reportSchema",
      "reportTypes",
      "saltedRecipientSchema",
      "sealRecipient",
      "sealedRecipientSchema",
      "toAttestationTypedData",
      "toAuthorizationTypedData",
      "toClaimArgs",
      "toClaimBatchArgs",
      "toCorridorBytes",
      "toCreationCall",
      "toEscrowDomain",
      "toJson",
      "toOnchainOrder",
      "toOrderId",
      "toOrderMessage",
      "toOrderTypedData",
      "toPaymentReference",
      "toPermit2TypedData",
      "toPermitTypedData",
      "toQuorumProof",
      "toRelayRequest",
      "toSettleArgs",
      "toSettlementGroups",
      "toSharedKey",
      "toSubmissionGroups",
      "toSubmitArgs",
      "validateRecipient",
    ]
  `)
})

test('index holds the protocol and these', () => {
  expect(index).toMatchObject(protocol)
  expect(names(index).filter((name) => !(name in protocol))).toMatchInlineSnapshot(`
    [
      "BaseError",
      "ContractRefusedError",
      "DeploymentError",
      "GatewayError",
      "InsufficientBalanceError",
      "InsufficientGasError",
      "InvalidAmountError",
      "InvalidRecipientError",
      "NoQuoteError",
      "NoReclaimYetError",
      "OrderFailedError",
      "OrderNotFoundError",
      "OrderTimeoutError",
      "QuoteExpiredError",
      "RpcFailedError",
      "TransactionRevertedError",
      "UnknownCorridorError",
      "WalletRejectedError",
      "WebhookInvalidError",
      "WrongChainError",
      "addresses",
      "challengeOrder",
      "claimOrder",
      "confirmOrder",
      "createOrder",
      "deployContracts",
      "depositStake",
      "expireClaim",
      "getCorridors",
      "getInstitutions",
      "getOrder",
      "getOrderState",
      "getOrderTimeline",
      "getProviders",
      "getQuote",
      "giveUpOrder",
      "listOrders",
      "networkSchema",
      "payerActions",
      "paynodeActions",
      "prepareOrder",
      "providerActions",
      "reclaimOrder",
      "registerProvider",
      "relayOrder",
      "relayOrders",
      "sealEnvelopes",
      "sendEnvelopes",
      "settleOrders",
      "signFunding",
      "submitPayouts",
      "toActionError",
      "verifyAccount",
      "verifyWebhook",
      "waitForOrder",
      "watchOrder",
      "withdrawStake",
    ]
  `)
})
