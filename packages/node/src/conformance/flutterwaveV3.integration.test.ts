/** Flutterwave v3's simulator: the old API of a vendor that has a newer one, so fewer scripts. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { flutterwaveV3ConfirmedSubject, flutterwaveV3Subject } from './subjects/flutterwaveV3.ts'

describeConformance({ describe, test }, flutterwaveV3Subject, { scripts: 250 })
describeConformance({ describe, test }, flutterwaveV3ConfirmedSubject, { scripts: 250, seed: 10_001 })
