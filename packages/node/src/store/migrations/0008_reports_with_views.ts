/** Reports carry views of others from here on: those of the form before are signed over other bytes and agree with nobody's. */
export const sql = `
DELETE FROM reports;
`
