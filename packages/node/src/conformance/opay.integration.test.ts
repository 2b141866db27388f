/** A thousand scripts against OPay's simulator: most with the careful defaults, some with every switch on. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { opayConfirmedSubject, opaySubject } from './subjects/opay.ts'

describeConformance({ describe, test }, opaySubject, { scripts: 1_000 })
describeConformance({ describe, test }, opayConfirmedSubject, { scripts: 200, seed: 10_001 })
