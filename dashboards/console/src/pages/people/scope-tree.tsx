// The field in which places and devices are chosen from one tree.
import { TreeSelect } from "antd";
import { useDevices, usePlaces } from "../../api/campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { type ScopeNode, scopeTree } from "./scope.ts";
import { peopleTexts } from "./texts.ts";

interface Props {
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
}

interface Chosen {
  readonly value: string;
  readonly label: unknown;
}

export function ScopeTree({ value = [], onChange }: Props) {
  const say = useTexts(peopleTexts);
  const places = usePlaces().data?.places ?? [];
  const devices = useDevices().data?.devices ?? [];
  const tree = scopeTree(places, devices, say("loose"));
  const titles = new Map(flat(tree).map((node) => [node.value, node.title]));
  return (
    <TreeSelect<Chosen[], ScopeNode>
      treeCheckable
      treeCheckStrictly
      treeDefaultExpandAll
      aria-label={say("scopePick")}
      placeholder={say("scopePick")}
      showSearch={{
        filterTreeNode: (typed, node) =>
          `${node.title} ${node.words}`.toLowerCase().includes(typed.trim().toLowerCase()),
      }}
      treeData={tree}
      value={value.map((each) => ({ value: each, label: titles.get(each) ?? each }))}
      onChange={(chosen) => onChange?.(chosen.map((each) => each.value))}
    />
  );
}

function flat(nodes: readonly ScopeNode[]): ScopeNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}
