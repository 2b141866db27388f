/** viem logs → chain events in the daemon's vocabulary. */
import { orderEscrowAbi, providerRegistryAbi, routeAnchorAbi } from '@paynode/sdk/abi'
import { failureCauses, fromCorridorBytes, fromOnchainOrder, toOrderId } from '@paynode/sdk/protocol'
import { type Address, decodeEventLog, getAddress, type Hex, type Log, toEventSelector } from 'viem'
import { compileEvent } from './compileEvent.ts'
import type { BlockHeader, ChainEvent, ChainEventBody } from './events.ts'

/** `Ruling.PayClaimer` of the contract; the other ruling refunds. */
const PAY_CLAIMER = 1
const abi = [...orderEscrowAbi, ...providerRegistryAbi, ...routeAnchorAbi] as const
type EventLog = Pick<Log<bigint, number, false>, 'topics' | 'data'>
type Decoded = ReturnType<typeof decodeEventLog<typeof abi>>
/** Each event by itself: looking for a log's event hashes the signature of every candidate. */
const decoders: ReadonlyMap<Hex, (log: EventLog) => Decoded> = new Map(
  abi.flatMap((item) => {
    if (item.type !== 'event') return []
    const decode = compileEvent(item)
    const own = [item] as unknown as typeof abi
    const compiled = decode && ((log: EventLog) => ({ eventName: item.name, args: decode(log) }) as unknown as Decoded) // its test compares with viem's
    return [[toEventSelector(item), compiled ?? ((log: EventLog) => decodeEventLog({ abi: own, ...log }))] as const]
  }),
)

/** Decodes a mined log of the escrow or registry; undefined for events that the daemon does not follow. */
export function decodeLog(log: Log<bigint, number, false>, header: BlockHeader): ChainEvent | undefined {
  const body = decodeBody(log)
  if (!body) return undefined
  const position = {
    block: header.number,
    blockHash: header.hash,
    blockTime: header.timestamp,
    logIndex: log.logIndex,
    transactionHash: log.transactionHash,
  }
  return { ...body, position }
}

/** Decodes the logs of one block; those that the daemon does not follow are left out. */
export function decodeLogs(logs: readonly Log<bigint, number, false>[], header: BlockHeader): readonly ChainEvent[] {
  return logs.flatMap((log) => decodeLog(log, header) ?? [])
}

function decodeBody(log: Log<bigint, number, false>): ChainEventBody | undefined {
  const decode = decoders.get(log.topics[0] ?? '0x')
  if (!decode) return undefined
  const { eventName: name, args } = decode(log)
  switch (name) {
    case 'OrderCreated':
      return { name, orderId: toOrderId(args.orderId), order: fromOnchainOrder(args.order) }
    case 'OrderClaimed':
      return { name, orderId: toOrderId(args.orderId), provider: args.provider, route: args.route, bond: args.bond, payBy: args.payBy }
    case 'OrderSubmitted':
      return { name, orderId: toOrderId(args.orderId), provider: args.provider, paidAt: args.paidAt, settleAfter: args.settleAfter }
    case 'OrderSettled':
      return { name, orderId: toOrderId(args.orderId), provider: args.provider, credited: args.credited }
    case 'OrderFailed':
      return { name, orderId: toOrderId(args.orderId), provider: args.provider, cause: failureCauses[args.cause] ?? 'other' }
    case 'OrderChallenged':
      return { name, orderId: toOrderId(args.orderId), payer: args.payer }
    case 'OrderResolved':
      return {
        name,
        orderId: toOrderId(args.orderId),
        resolver: args.resolver,
        ruling: args.ruling === PAY_CLAIMER ? 'payClaimer' : 'refundPayer',
      }
    case 'OrderRefunded':
      return { name, orderId: toOrderId(args.orderId), refundTo: args.refundTo, amount: args.amount }
    case 'Deposited':
      return { name, provider: args.provider, token: args.token, amount: args.amount }
    case 'Withdrawn':
      return { name, provider: args.provider, token: args.token, amount: args.amount }
    case 'BondMoved':
      return { name, provider: args.provider, token: args.token, orderId: toOrderId(args.orderId), toPayer: args.toPayer }
    case 'FeesCollected':
      return {
        name,
        integrator: args.integrator,
        token: args.token,
        integratorFees: args.integratorFees,
        protocolFees: args.protocolFees,
      }
    case 'ProviderRegistered':
      return {
        name,
        entry: {
          operator: getAddress(args.operator),
          owner: args.owner,
          nodeAddress: args.nodeAddress,
          nodeKey: args.provider.nodeKey,
          hpkeKey: args.provider.hpkeKey,
          gatewayUrl: args.provider.gatewayUrl,
          multiaddrs: args.provider.multiaddrs,
          corridors: args.provider.corridors.map(fromCorridorBytes),
        },
      }
    case 'ProviderRevoked':
      return { name, operator: getAddress(args.operator) }
    case 'SeatTaken':
    case 'SeatLost':
      return { name, operator: getAddress(args.operator), corridor: fromCorridorBytes(args.corridor) }
    case 'BundleAnchored': {
      const { corridor, epoch, digest, operators } = args
      return { name, corridor: fromCorridorBytes(corridor), epoch: Number(epoch), digest, operators }
    }
    case 'BundleContested': {
      const { corridor, epoch, digest, anchored, operators } = args
      return { name, corridor: fromCorridorBytes(corridor), epoch: Number(epoch), digest, anchored, operators }
    }
    case 'Equivocation': {
      const { operator, corridor, epoch, first, second } = args
      return { name, operator: getAddress(operator), corridor: fromCorridorBytes(corridor), epoch: Number(epoch), first, second }
    }
    default:
      return undefined
  }
}

/** The contracts whose logs are followed. */
export type WatchedContracts = { readonly escrow: Address; readonly registry: Address; readonly anchor?: Address | undefined }

/** Their addresses, as a filter of logs takes them. */
export const toWatchedAddresses = ({ escrow, registry, anchor }: WatchedContracts): Address[] => [
  escrow,
  registry,
  ...(anchor ? [anchor] : []),
]
