/** `@paynode/node/simulators`: real HTTP servers that play PSPs, for development and tests. */
// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { toKey as toCircleKey } from '../payout/adapters/circle/mapping.ts'
export { startSimulator } from '../simulators/base/startSimulator.ts'
export type * from '../simulators/base/types.ts'
export { type BinanceSimulatorOptions, startBinanceSimulator } from '../simulators/binance/startBinanceSimulator.ts'
export { type CircleSimulatorOptions, SIMULATED_TOPIC, startCircleSimulator } from '../simulators/circle/startCircleSimulator.ts'
export { type FlutterwaveSimulatorOptions, startFlutterwaveSimulator } from '../simulators/flutterwave/startFlutterwaveSimulator.ts'
export { type FlutterwaveV3SimulatorOptions, startFlutterwaveV3Simulator } from '../simulators/flutterwave/startFlutterwaveV3Simulator.ts'
export { type MpesaSimulatorOptions, startMpesaSimulator } from '../simulators/mpesa/startMpesaSimulator.ts'
export { type OpaySimulatorOptions, startOpaySimulator } from '../simulators/opay/startOpaySimulator.ts'
export { type PaystackSimulatorOptions, startPaystackSimulator } from '../simulators/paystack/startPaystackSimulator.ts'
