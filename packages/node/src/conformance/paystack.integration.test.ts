/** A thousand scripts against Paystack's simulator. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { paystackSubject } from './subjects/paystack.ts'

describeConformance({ describe, test }, paystackSubject, { scripts: 1_000 })
