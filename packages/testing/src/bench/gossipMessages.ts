/** What the gossip benchmark's threads tell each other. Times are milliseconds on the clock that all threads share. */

/** Given to a thread when it starts: which of the daemons are its own. */
export type ThreadData = {
  readonly daemons: number
  readonly own: readonly number[]
  readonly epochSeconds: number
}

/** To a thread: where everybody listens; then the epochs to report in. */
export type ToThread =
  | { readonly type: 'meet'; readonly multiaddrs: Readonly<Record<number, readonly string[]>> }
  | { readonly type: 'report'; readonly firstEpoch: number; readonly epochs: number }
  | { readonly type: 'close' }

/** A report by provider and epoch, and when it left or arrived. */
export type Moment = { readonly report: string; readonly at: number }

/** From a thread. `peers` counts open connections, each at both of its ends; `missing` those that a daemon wants and has not. */
export type FromThread =
  | { readonly type: 'listening'; readonly multiaddrs: Readonly<Record<number, readonly string[]>> }
  | { readonly type: 'met'; readonly peers: number; readonly missing: number; readonly dials: number }
  | {
      readonly type: 'reported'
      readonly published: readonly Moment[]
      readonly arrived: readonly Moment[]
      readonly cpuSeconds: number
    }

/** Milliseconds that mean the same in every thread. */
export const getSharedTime = (): number => performance.timeOrigin + performance.now()
