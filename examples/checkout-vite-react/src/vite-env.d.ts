interface ImportMetaEnv {
  readonly VITE_PAYNODE_NETWORK: string
  readonly VITE_PAYNODE_DEMO_PAYER?: string
}
