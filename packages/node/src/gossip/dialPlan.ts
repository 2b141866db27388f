/** Decides whom to dial next, so that a whole network that starts at once makes one handshake per pair, a few at a time. */

/** What is known at a moment. Peers are PeerIds as text, times unix milliseconds. */
export type DialMoment = {
  /** Whom connections are kept to. */
  readonly wanted: ReadonlySet<string>
  /** Everybody that may be dialled when almost nobody of `wanted` is there. */
  readonly known: readonly string[]
  readonly connected: ReadonlySet<string>
  /** Dials under way. */
  readonly dialing: ReadonlySet<string>
  readonly now: number
}

/** Remembers since when peers are missing, and how often dialling them was in vain. */
export type DialPlan = { next(moment: DialMoment): readonly string[] }

const MOST_AT_ONCE = 3
/** A daemon with fewer peers than this does not wait for others to dial it. */
const FEW = 3
/** How long the other side leaves it to the caller: handshakes of a whole network on a busy machine take this long. */
const TURN_MS = 10_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 16_000
/** A connection that lived this long was admitted; one that was refused is closed right after its handshake. */
const STEADY_MS = 3_000

type Known = { connected: boolean; since: number; failures: number; until: number }

/** Creates an empty plan; `random` gives numbers from 0 to below 1. */
export function createDialPlan({ self, random = Math.random }: { readonly self: string; readonly random?: () => number }): DialPlan {
  const peers = new Map<string, Known>()
  return {
    next: ({ wanted, known: all, connected, dialing, now }) => {
      const others = new Set(all.filter((peer) => peer !== self))
      for (const peer of peers.keys()) if (!others.has(peer)) peers.delete(peer)
      let room = MOST_AT_ONCE - dialing.size
      let lonely = FEW - connected.size - dialing.size
      const chosen: string[] = []
      for (const peer of toShuffled([...others], random)) {
        const known = observe(peers, peer, connected.has(peer), now)
        if (known.connected || dialing.has(peer) || room <= 0 || now < known.until) continue
        const isMine = wanted.has(peer) && (isCaller(self, peer) || now - known.since >= TURN_MS)
        if (!isMine && lonely <= 0) continue
        const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** known.failures)
        known.failures += 1 // taken back once a connection proves steady: a dial that resolves may still be refused
        known.until = now + wait * (1 - random() / 2)
        room -= 1
        lonely -= 1
        chosen.push(peer)
      }
      return chosen
    },
  }
}

/** Which of two dials: both find the same one, and over a whole network everybody has about half of the pairs. */
function isCaller(self: string, peer: string): boolean {
  const odd = ((self.codePointAt(self.length - 1) ?? 0) + (peer.codePointAt(peer.length - 1) ?? 0)) % 2 === 1
  return self < peer !== odd
}

function observe(peers: Map<string, Known>, peer: string, connected: boolean, now: number): Known {
  const known = peers.get(peer) ?? { connected, since: now, failures: 0, until: 0 }
  peers.set(peer, known)
  if (known.connected !== connected) Object.assign(known, { connected, since: now })
  else if (connected && now - known.since >= STEADY_MS) Object.assign(known, { failures: 0, until: 0 })
  return known
}

function toShuffled(items: readonly string[], random: () => number): readonly string[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item)
}
