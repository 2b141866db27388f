/** What a quorum of seats puts on the chain for a corridor and epoch: the reports in force, and the model as of a height. */
import { type Address, concatHex, type Hex, hashTypedData, keccak256, numberToHex } from 'viem'
import { type Corridor, toCorridorBytes } from './corridor.ts'

/** One epoch's statement. Whoever has its parts can check them against the 32 bytes on the chain. */
export type AnchorStatement = {
  readonly corridor: Corridor
  readonly epoch: number
  /** `hashBundle` of the reports. */
  readonly bundle: Hex
  /** The block up to which the model has learned. */
  readonly height: number
  /** `stateRoot` of the model at that height. */
  readonly root: Hex
}

export const anchorTypes = {
  BundleAnchor: [
    { name: 'corridor', type: 'bytes32' },
    { name: 'epoch', type: 'uint64' },
    { name: 'digest', type: 'bytes32' },
  ],
} as const

/** `keccak(corridor ‖ uint64 epoch ‖ bundle ‖ uint64 height ‖ root)`: the digest that `RouteAnchor` keeps. */
export function hashStatement({ corridor, epoch, bundle, height, root }: AnchorStatement): Hex {
  const parts = [toCorridorBytes(corridor), numberToHex(epoch, { size: 8 }), bundle, numberToHex(height, { size: 8 }), root]
  return keccak256(concatHex(parts))
}

/** EIP-712 digest that a seat's node key signs to vote for a statement; the domain is the anchor contract. */
export function hashAnchorVote(
  { corridor, epoch, digest }: { readonly corridor: Corridor; readonly epoch: number; readonly digest: Hex },
  { chainId, anchor }: { readonly chainId: number; readonly anchor: Address },
): Hex {
  return hashTypedData({
    domain: { name: 'Paynode RouteAnchor', version: '1', chainId, verifyingContract: anchor },
    types: anchorTypes,
    primaryType: 'BundleAnchor',
    message: { corridor: toCorridorBytes(corridor), epoch: BigInt(epoch), digest },
  })
}
