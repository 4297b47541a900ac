package io.uring.connector.flink.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

/** How Flink finds the type of batches. */
class ArrowBatchTypeTest {
  @Test
  void shouldBeFoundByItsClass() {
    assertThat(TypeInformation.of(ArrowBatch.class)).isEqualTo(ArrowBatch.type());
  }

  @Test
  void shouldBeFoundByAFunctionsSignature() {
    MapFunction<String, ArrowBatch> function =
        new MapFunction<>() {
          @Override
          public ArrowBatch map(String value) {
            return ArrowBatchSerializer.INSTANCE.createInstance();
          }
        };
    assertThat(TypeExtractor.getMapReturnTypes(function, Types.STRING))
        .isEqualTo(ArrowBatch.type());
  }

  @Test
  @SuppressWarnings("deprecation") // what Flink 1.20 calls
  void shouldNeedNoGenericType() {
    ExecutionConfig config = new ExecutionConfig();
    config.disableGenericTypes();
    TypeSerializer<ArrowBatch> one = ArrowBatch.type().createSerializer(config);
    TypeSerializer<ArrowBatch> other =
        ArrowBatch.type().createSerializer(config.getSerializerConfig());
    assertThat(one).isInstanceOf(ArrowBatchSerializer.class).isEqualTo(other);
    assertThat(Types.TUPLE(ArrowBatch.type(), Types.LONG).createSerializer(config)).isNotNull();
  }

  @Test
  void shouldTravel() throws Exception {
    TypeInformation<ArrowBatch> copy = InstantiationUtil.clone(ArrowBatch.type());
    assertThat(copy).isEqualTo(ArrowBatch.type()).hasSameHashCodeAs(ArrowBatch.type());
    assertThat(copy.canEqual(ArrowBatch.type())).isTrue();
    assertThat(copy).isNotEqualTo(Types.STRING).hasToString("ArrowBatch");
    assertThat(copy.isKeyType()).isFalse();
    assertThat(copy.getTypeClass()).isEqualTo(ArrowBatch.class);
  }
}
