import { allOf, type CommandWords, type Values, valuedOptions } from "./words.ts";

/** Completion for fish: `timonel completion fish > ~/.config/fish/completions/timonel.fish`. */
export function fishScript(root: CommandWords): string {
  const commands = allOf(root);
  const valued = valuedOptions(root).map(([option]) => option);
  const paths = commands.map(({ path }) => path).filter((path) => path !== "");
  return `# Completion of timonel for fish. Save as ~/.config/fish/completions/timonel.fish
# The verb that was typed; empty before there is one.
function __timonel_at
  set -l at ''
  set -l skip ''
  for word in (commandline -opc)[2..-1]
    if test -n "$skip"
      set skip ''
      continue
    end
    switch $word
      case ${valued.join(" ")}
        set skip 1
      case '-*'
      case '*'
        set -l longer (string trim -- "$at $word")
        contains -- $longer ${paths.map(quoted).join(" ")}; and set at $longer
    end
  end
  echo $at
end
complete -c timonel -f
complete -c timonel -n 'string match -qr "^[./~]" -- (commandline -ct)' -F
${commands.flatMap(({ path, command }) => linesOf(path, command)).join("\n")}
`;
}

function linesOf(path: string, { commands, options, argument }: CommandWords): string[] {
  const at = `complete -c timonel -n 'test (__timonel_at) = "${path}"'`;
  return [
    ...commands.map(({ name, description }) => `${at} -a ${name} -d ${quoted(description)}`),
    ...(argument === "free" || commands.length > 0 ? [] : [`${at} ${offer(argument)}`]),
    ...options.map(({ long, short, description, values }) => {
      const names = `-l ${long.slice(2)}${short === undefined ? "" : ` -s ${short.slice(1)}`}`;
      const value = values === undefined ? "" : values === "free" ? " -x" : ` -r ${offer(values)}`;
      return `${at} ${names} -d ${quoted(description)}${value}`;
    }),
  ];
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function offer(values: Values): string {
  if (values === "file") return "-F";
  if (values === "directory") return "-a '(__fish_complete_directories)'";
  if (values === "free") return "";
  return `-a ${quoted(values.join(" "))}`;
}
