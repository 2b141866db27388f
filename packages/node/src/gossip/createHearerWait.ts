/** Waits for peers that are about to join: gossip keeps nothing for those who come later. */
import type { Clock } from '../runtime/clock.ts'

/** What waiting needs: PeerIds of everybody else in the registry, and of those who can hear a topic now. */
export type HearerWaitDeps = {
  readonly clock: Clock
  readonly longestMs: number
  others(): readonly string[]
  hearers(topic: string): ReadonlySet<string>
}

const LOOK_MS = 25

/** Creates the wait. A peer that was waited for in vain is not waited for again until it has been heard of: one that is off delays one report. */
export function createHearerWait({
  clock,
  longestMs,
  others,
  hearers,
}: HearerWaitDeps): (topic: string, signal: AbortSignal) => Promise<void> {
  const missed = new Set<string>()
  return async (topic, signal) => {
    const until = clock.now() + longestMs
    for (;;) {
      const here = hearers(topic)
      for (const peer of here) missed.delete(peer)
      const awaited = others().filter((peer) => !here.has(peer) && !missed.has(peer))
      if (awaited.length === 0) return
      if (clock.now() >= until) {
        for (const peer of awaited) missed.add(peer)
        return
      }
      await clock.sleep(LOOK_MS, signal)
    }
  }
}
