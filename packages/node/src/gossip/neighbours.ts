/** Whom a daemon keeps connections to: everybody while the network is small, else a few that both ends find alike and that leave no part of it cut off. */
import { createHash, randomBytes } from 'node:crypto'

/** Up to this many providers everybody is connected with everybody. */
const SMALL = 24
/** Neighbours of one's own choosing: nobody can register exactly around them. */
const OWN_CHOICE = 2

/**
 * PeerIds out of `peers`, `self` left out. In a large network these are the ones 1, 2, 4, 8, ... places before and after on the ring
 * of hashed PeerIds, so that any two daemons are at most about log2(n) / 2 steps apart, and two more that only `salt` decides.
 */
export function getNeighbours({
  self,
  peers,
  salt,
}: {
  readonly self: string
  readonly peers: readonly string[]
  readonly salt: string
}): ReadonlySet<string> {
  const others = peers.filter((peer) => peer !== self)
  if (others.length < SMALL) return new Set(others)
  const ring = sortByHash([self, ...others], '')
  const own = ring.indexOf(self)
  const at = (place: number) => ring[(place + ring.length) % ring.length] ?? self
  const near = new Set<string>()
  for (let step = 1; step <= ring.length / 2; step *= 2) near.add(at(own + step)).add(at(own - step))
  const far = others.filter((peer) => !near.has(peer))
  return new Set([...near, ...sortByHash(far, salt).slice(0, OWN_CHOICE)])
}

/** Keeps the answer for as long as the registry's list stays the same. */
export function createNeighbours({ self, peers }: { readonly self: string; peers(): readonly string[] }): () => ReadonlySet<string> {
  const salt = randomBytes(16).toString('hex')
  let last = { key: '', neighbours: new Set<string>() as ReadonlySet<string> }
  return () => {
    const now = peers()
    const key = now.join()
    if (key !== last.key) last = { key, neighbours: getNeighbours({ self, peers: now, salt }) }
    return last.neighbours
  }
}

const hashes = new Map<string, string>()

function sortByHash(peers: readonly string[], salt: string): readonly string[] {
  return peers
    .map((peer) => ({ peer, hash: toHash(`${salt}${peer}`) }))
    .sort((left, right) => (left.hash < right.hash ? -1 : 1))
    .map(({ peer }) => peer)
}

function toHash(text: string): string {
  const cached = hashes.get(text)
  if (cached) return cached
  if (hashes.size > 10_000) hashes.clear()
  const hash = createHash('sha256').update(text).digest('hex')
  hashes.set(text, hash)
  return hash
}
