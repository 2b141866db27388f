/** What every PSP simulator is made of: requests, answers, scripts of faults and endings, payouts in its own ledger. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../../runtime/clock.ts'

/** What a request is for, in neutral words; faults are scripted per operation. */
export const operations = ['submit', 'query', 'prepare', 'resolve', 'balance', 'token', 'other'] as const
export type Operation = (typeof operations)[number]

/** A request as the vendor's handler sees it. `body` is the raw text; `json` is undefined when it is none. */
export type SimRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: unknown
}

/** An answer; `body` is sent as JSON, or as it is when it is a string. */
export type SimAnswer = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }

/**
 * What goes wrong with one request. `…Before`: nothing was carried out. All others are answered badly after the request was carried out.
 * - `delay`: the answer comes `ms` later · `hang`: it never comes · `dropBefore`, `dropAfter`: the connection is destroyed
 * - `late`: the connection is destroyed and the request is carried out `ms` later
 * - `errorBefore`, `errorAfter`: status 500 · `html`, `html200`: a page · `huge`: 10 MB · `truncated`: half of the JSON
 * - `refused200`: a success status that says failure · `strange`: a refusal with a code that nobody documented
 * - `throttle`: 429, come back after `ms` · `redirect`: go elsewhere
 */
export const faultKinds = [
  'delay',
  'hang',
  'dropBefore',
  'dropAfter',
  'late',
  'errorBefore',
  'errorAfter',
  'html',
  'html200',
  'huge',
  'truncated',
  'refused200',
  'strange',
  'throttle',
  'redirect',
] as const
export type FaultKind = (typeof faultKinds)[number]
export type Fault = { readonly on: Operation; readonly kind: FaultKind; readonly ms: number }

/** `STRANGE`: a word that the vendor never documented. `NEEDS_ACTION`: waits for a person. */
export type SimStatus = 'PENDING' | 'NEEDS_ACTION' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'RETURNED'
export type ShownStatus = SimStatus | 'STRANGE'

/** How a payout goes on. Milliseconds count from its acceptance, `returnAfterMs` from its end. */
export type Ending = {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  readonly settleMs: number
  readonly returnAfterMs?: number | undefined
  /** What it shows before its end. */
  readonly waits?: 'PENDING' | 'NEEDS_ACTION' | undefined
  /** So many looks at it show a strange status first. */
  readonly strangeLooks?: number | undefined
  /** After its end, the next look shows it pending once more. */
  readonly regresses?: boolean | undefined
}

/** How notices travel. `forge` adds ones with a wrong signature, `reorder` sends the last first. */
export type NoticeHabits = {
  readonly copies: number
  readonly delayMs: number
  readonly drop: boolean
  readonly forge: boolean
  readonly reorder: boolean
}

/** Everything that goes wrong from now on. Faults are used up in order, per operation; endings by order of acceptance, the last one stays. */
export type Script = {
  readonly seed: number
  readonly faults: readonly Fault[]
  readonly endings: readonly Ending[]
  readonly notices: NoticeHabits
  /** The account shows its balance and refuses to pay from it. */
  readonly poor: boolean
}

/** A payout in the simulator's ledger. `amount` is minor units, times are unix milliseconds, `details` what the vendor's shapes need. */
export type SimPayout = {
  readonly number: number
  readonly reference: string
  readonly amount: bigint
  readonly currency: string
  /** Where the money goes, in one string: the kit counts payments per destination. */
  readonly destination: string
  readonly details: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly endsAt: number
  readonly ending: Ending
}

export type NewPayout = Pick<SimPayout, 'reference' | 'amount' | 'currency' | 'destination' | 'details'>
export type CommitResult = { readonly type: 'committed' | 'duplicate'; readonly payout: SimPayout } | { readonly type: 'insufficient' }

/** The ledger. A reference is taken once; what failed or came back is in the balance again. */
export type Book = {
  commit(payout: NewPayout): CommitResult
  find(reference: string): SimPayout | undefined
  /** The truth. */
  statusOf(payout: SimPayout): SimStatus
  /** What a look shows: the truth, unless the ending says otherwise for this look. */
  look(payout: SimPayout): ShownStatus
  balance(currency: string): bigint
  payouts(): readonly SimPayout[]
}

/** What a vendor's handler works with. */
export type SimContext = {
  readonly book: Book
  readonly clock: Clock
  /** Sends something `delayMs` from now, where a vendor answers by callback. */
  send(notice: Notice, delayMs: number): void
}

/** A notice as it leaves. */
export type Notice = {
  readonly path?: string
  readonly url?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Sent once, however it is answered. */
  readonly once?: boolean
}

/** What makes a simulator this vendor's. */
export type VendorDefinition = {
  readonly vendor: string
  /** Minor units per currency at the start. */
  readonly balances: Readonly<Record<string, bigint>>
  operationOf(request: SimRequest): Operation
  handle(request: SimRequest, context: SimContext): SimAnswer | Promise<SimAnswer>
  /** A 2xx that says failure. */
  refusal(operation: Operation): SimAnswer
  /** A refusal with a code that nobody documented. */
  strangeError(operation: Operation): SimAnswer
  /** The notice of a status; undefined where the vendor sends none. `forged` must not verify. */
  notice?(payout: SimPayout, status: SimStatus, forged: boolean): Notice | undefined
}

export type SimulatorOptions = {
  /** A virtual clock makes delays and notices follow it; the machine's clock unless given. */
  readonly clock?: Clock | undefined
  /** 0 = any free port. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** Where notices go. */
  readonly webhookUrl?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A running simulator. */
export type Simulator = {
  readonly vendor: string
  readonly url: string
  readonly book: Book
  /** From now on things go by this script. */
  play(script: Script): void
  /** How many requests of an operation came in. */
  count(operation: Operation): number
  setWebhookUrl(url: string): void
  /** Under a virtual clock: carries out what is due (late requests, notices) and waits for the notices' answers. */
  flush(): Promise<void>
  /** When something is due next, unix milliseconds. */
  nextDue(): number | undefined
  close(): Promise<void>
}
