/** A thousand scripts against Flutterwave's simulator. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { flutterwaveSubject } from './subjects/flutterwave.ts'

describeConformance({ describe, test }, flutterwaveSubject, { scripts: 1_000 })
