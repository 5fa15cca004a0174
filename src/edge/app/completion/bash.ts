import { allOf, type CommandWords, type Values, valuedOptions } from "./words.ts";

/** Completion for bash, from 3.2 on: `eval "$(timonel completion bash)"`. */
export function bashScript(root: CommandWords): string {
  const valued = valuedOptions(root);
  const commands = allOf(root);
  const paths = commands.map(({ path }) => path).filter((path) => path !== "");
  return `# Completion of timonel for bash. In ~/.bashrc: eval "$(timonel completion bash)"
_timonel() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= word= skip= i
  COMPREPLY=()
  # bash cuts --option=value at the sign.
  if [[ $cur == "=" ]]; then cur=; elif [[ $prev == "=" ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  # SYMBOL=FILE behind --data is cut as well.
  if [[ $prev != -* && $COMP_CWORD -gt 3 && \${COMP_WORDS[COMP_CWORD-3]} == --data ]]; then prev=--data; fi
  if [[ $cur == [./~]* ]]; then _timonel_files -f; return; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
      ${valued.map(([option]) => option).join("|")}) skip=1; continue ;;
      -*) continue ;;
    esac
    case "\${at:+$at }$word" in
      ${paths.map((path) => `"${path}"`).join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  case $prev in
${valued.map(([option, values]) => `    ${option}) ${reply(values)}; return ;;`).join("\n")}
  esac
  case $at in
${commands.map(({ path, command }) => `    "${path}") ${repliesOf(command)} ;;`).join("\n")}
  esac
}
_timonel_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$cur"))
  compopt -o filenames 2>/dev/null
}
complete -F _timonel timonel
`;
}

function reply(values: Values): string {
  if (values === "file") return "_timonel_files -f";
  if (values === "directory") return "_timonel_files -d";
  if (values === "free") return ":";
  return `COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$cur"))`;
}

/** Options when a dash was typed; else verbs, or what the verb takes. */
function repliesOf({ commands, options, argument }: CommandWords): string {
  const bare: Values = commands.length > 0 ? commands.map(({ name }) => name) : argument;
  const flags = options.map(({ long }) => long);
  // A verb that takes options only shows them at once.
  const first = bare === "free" ? flags : bare;
  return `if [[ $cur == -* ]]; then ${reply(flags)}; else ${reply(first)}; fi`;
}
