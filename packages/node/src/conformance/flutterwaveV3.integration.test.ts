/** A thousand scripts against Flutterwave v3's simulator. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { flutterwaveV3ConfirmedSubject, flutterwaveV3Subject } from './subjects/flutterwaveV3.ts'

describeConformance({ describe, test }, flutterwaveV3Subject, { scripts: 500 })
describeConformance({ describe, test }, flutterwaveV3ConfirmedSubject, { scripts: 500 })
