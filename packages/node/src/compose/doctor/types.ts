/** What an examination finds. */

/** `warning`: the daemon runs, not as well as it could; `failed`: it does not start, or earns nothing; `skipped`: nothing to look at. */
export type FindingResult = 'ok' | 'warning' | 'failed' | 'skipped'

/** One thing that was looked at. `next` says how to mend it, when there is something to mend. Holds no secrets. */
export type Finding = {
  readonly area: 'keys' | 'disk' | 'rpc' | 'contracts' | 'registry' | 'money' | 'psp' | 'ports' | 'gateway' | 'payouts'
  /** Which one: a file, a host, a corridor. */
  readonly subject: string
  readonly result: FindingResult
  readonly detail: string
  readonly next?: string
}
