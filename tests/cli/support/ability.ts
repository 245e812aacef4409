/**
 * Tries whether a command works on this machine.
 *
 * @param words the program and its arguments
 * @returns whether it is there, and succeeds
 */
export async function works(words: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(words[0]!, {
      args: words.slice(1),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
