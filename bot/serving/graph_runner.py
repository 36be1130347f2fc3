"""Runs the nodes of a trained model one after the other, in an order found once."""

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

_Step = Tuple[Text, GraphNode, Tuple[Text, ...]]


class SequentialGraphRunner(GraphRunner):
    """Stands in for Rasa's DaskGraphRunner, which prunes, builds and sorts the graph at every run."""

    def __init__(self, schema: GraphSchema, nodes: Dict[Text, GraphNode]) -> None:
        self._schema = schema
        self.nodes = nodes
        self._orders: Dict[Tuple[Text, ...], List[_Step]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[List[GraphNodeHook]] = None,
    ) -> "SequentialGraphRunner":
        """Load every node."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(
        self, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
    ) -> Dict[Text, Any]:
        """Return the output of each target."""
        wanted = tuple(targets or self._schema.target_names)
        order = self._orders.get(wanted)
        if order is None:
            order = self._orders[wanted] = self._order(wanted)
        outputs: Dict[Text, Any] = dict(inputs or {})
        for name, node, needs in order:
            _, outputs[name] = node(*((need, outputs[need]) for need in needs))
        return {target: outputs[target] for target in wanted}

    def _order(self, targets: Tuple[Text, ...]) -> List[_Step]:
        """Return the nodes that the targets need, each behind what it needs."""
        order: List[_Step] = []
        placed = set()

        def place(name: Text) -> None:
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
