/** A thousand scripts against M-Pesa's simulator: most with the careful defaults, some with every switch on. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { mpesaConfirmedSubject, mpesaSubject } from './subjects/mpesa.ts'

describeConformance({ describe, test }, mpesaSubject, { scripts: 1_000 })
describeConformance({ describe, test }, mpesaConfirmedSubject, { scripts: 200, seed: 10_001 })
