package org.javisor.system.qom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.javisor.qmp.api.ObjectType;
import org.javisor.qmp.api.SchemaInfo;
import org.javisor.qmp.server.HumanCall;
import org.javisor.qmp.server.IntrospectCommands;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TypeCatalogueTest {
  @Test
  void everyTypeButTheFirstHasAParentThatIsThere() {
    for (QomType type : TypeCatalogue.all()) {
      if (!type.name().equals("object")) {
        assertTrue(TypeCatalogue.isKindOf(type, "object"), type.name());
      }
    }
  }

  @Test
  void noTypeHasAPropertyTwice() {
    for (QomType type : TypeCatalogue.all()) {
      Set<String> seen = new HashSet<>();
      for (Property property : TypeCatalogue.properties(type)) {
        assertTrue(seen.add(property.name()), type.name() + "." + property.name());
      }
    }
  }

  @Test
  void devicesAreDevicesAndOnlyTheirOwnPropertiesCanBeGiven() {
    for (DeviceModel model : DeviceModel.values()) {
      QomType type = TypeCatalogue.find(model.text()).orElseThrow();
      assertTrue(TypeCatalogue.isKindOf(type, "device"), model.text());
      assertFalse(type.isAbstract(), model.text());
      for (Property property : TypeCatalogue.settable(type)) {
        assertFalse(List.of("type", "realized", "parent_bus").contains(property.name()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ObjectType.class)
  void objectsHaveThePropertiesThatTheSchemaGivesThem(ObjectType type) throws QmpException {
    Set<String> here = new TreeSet<>();
    for (Property property : HostObjectType.properties(type)) {
      here.add(property.name());
    }
    assertEquals(members(type), here);
  }

  /** What the schema says about the objects of a type, its type and name apart. */
  private static Set<String> members(ObjectType type) throws QmpException {
    JsonValue value = new IntrospectCommands().queryQmpSchema(new HumanCall());
    Map<String, SchemaInfo> schema = new HashMap<>();
    for (Node node : new Node(value, "", "schema", true).elements()) {
      SchemaInfo entry = SchemaInfo.decode(node);
      schema.put(entry.name(), entry);
    }
    SchemaInfo.Command add = (SchemaInfo.Command) schema.get("object-add");
    SchemaInfo.Object options = (SchemaInfo.Object) schema.get(add.argType());
    Set<String> names = new TreeSet<>();
    for (var variant : options.variants().orElseThrow()) {
      if (variant.caseValue().equals(type.wireName())) {
        SchemaInfo.Object members = (SchemaInfo.Object) schema.get(variant.type());
        members.members().forEach(member -> names.add(member.name()));
      }
    }
    return names;
  }

  @Test
  void aDeviceIsFoundByItsShortName() {
    assertEquals(Optional.of(DeviceModel.VIRTIO_BLK_PCI), DeviceModel.of("virtio-blk"));
    assertEquals(Optional.empty(), DeviceModel.of("virtio"));
  }
}
