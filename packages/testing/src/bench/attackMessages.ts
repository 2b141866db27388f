/** What the attack benchmark's threads are given, and what they tell each other. */

/** `flood`: validly signed reports that contradict each other. `forge`: reports in others' names under the attacker's signature. */
export type Attack = 'flood' | 'forge'

/** Given to a thread when it starts. */
export type AttackData = {
  readonly role: 'victim' | 'relays' | 'attacker'
  readonly attack: Attack
  readonly relays: number
  readonly providers: number
  readonly epochSeconds: number
  /** Messages per second that the attacker sends. */
  readonly perSecond: number
}

/** To relays and attacker: where the victim listens. To all: go, and the moment at which every clock is at the start of the same epoch. To relays: what the victim has accepted. */
export type ToAttackThread =
  | { readonly type: 'connect'; readonly multiaddrs: readonly string[] }
  | { readonly type: 'go'; readonly startedAt: number }
  | { readonly type: 'accepted'; readonly count: number }
  | { readonly type: 'close' }

/** `cutOffMs`: from the attacker's first message until it lost its connection; `tries`: dials after that. `returns`: how often the victim found it connected after its ban. */
export type FromAttackThread =
  | { readonly type: 'listening'; readonly multiaddrs: readonly string[] }
  | { readonly type: 'connected'; readonly reports: number }
  | { readonly type: 'state'; readonly accepted: number; readonly isBanned: boolean; readonly returns: number; readonly cpuMs: number }
  | {
      readonly type: 'attacked'
      readonly sent: number
      readonly cutOffMs: number | undefined
      readonly tries: number
    }
