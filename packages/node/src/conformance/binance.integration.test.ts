/** A thousand scripts against Binance Pay's simulator: most with the careful defaults, some with every switch on. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { binanceConfirmedSubject, binanceSubject } from './subjects/binance.ts'

describeConformance({ describe, test }, binanceSubject, { scripts: 1_000 })
describeConformance({ describe, test }, binanceConfirmedSubject, { scripts: 200, seed: 10_001 })
