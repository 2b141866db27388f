/** A corridor with three vendors behind one another: the same rules hold over all of their ledgers together. */
import type { ConformanceSubject } from '../types.ts'
import { flutterwaveSubject } from './flutterwave.ts'
import { opayConfirmedSubject } from './opay.ts'
import { paystackSubject } from './paystack.ts'

/** Paystack, then Flutterwave, then OPay. */
export const severalPspsSubject: ConformanceSubject = {
  ...paystackSubject,
  name: 'paystack, then flutterwave, then opay',
  fallbacks: [flutterwaveSubject, opayConfirmedSubject],
}
