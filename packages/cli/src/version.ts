/** The version of this program, as `paynode --version` prints it. */
export const cliVersion = '0.1.0'
