/** A thousand scripts against Circle's simulator, most of them to banks. */
import { describe, test } from 'vitest'
import { describeConformance } from './describeConformance.ts'
import { circleOnchainSubject, circleSubject } from './subjects/circle.ts'

describeConformance({ describe, test }, circleSubject, { scripts: 1_000 })
describeConformance({ describe, test }, circleOnchainSubject, { scripts: 300, seed: 10_001 })
