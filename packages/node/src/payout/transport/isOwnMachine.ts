/** Whether a URL stays on this machine: simulators and contract proxies do, vendors never. */

/** By name, without asking DNS. */
export const isOwnMachine = ({ hostname }: URL): boolean => hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]'
