"""Runs the nodes of a trained model one after the other, in an order found once."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

_Step = tuple[str, GraphNode, tuple[str, ...]]


class SequentialGraphRunner(GraphRunner):
    """Stands in for Rasa's DaskGraphRunner, which prunes, builds and sorts the graph at every run."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self.nodes = nodes
        self._orders: dict[tuple[str, ...], list[_Step]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> "SequentialGraphRunner":
        """Load every node."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Return the output of each target."""
        wanted = tuple(targets or self._schema.target_names)
        order = self._orders.get(wanted)
        if order is None:
            order = self._orders[wanted] = self._order(wanted)
        outputs: dict[str, Any] = dict(inputs or {})
        for name, node, needs in order:
            _, outputs[name] = node(*((need, outputs[need]) for need in needs))
        return {target: outputs[target] for target in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[_Step]:
        """Return the nodes that the targets need, each behind what it needs."""
        order: list[_Step] = []
        placed = set()

        def place(name: str) -> None:
            if name in placed or name not in self.nodes:
                return
            placed.add(name)
            needs = tuple(self._schema.nodes[name].needs.values())
            for need in needs:
                place(need)
            order.append((name, self.nodes[name], needs))

        for target in targets:
            place(target)
        return order
