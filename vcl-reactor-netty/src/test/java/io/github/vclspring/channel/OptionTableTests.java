/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.channel.option.VclChannelOption;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/options.md} says of each option what it does. */
class OptionTableTests {

    private static final Path TABLE = Path.of("../docs/options.md");

    @Test
    void theTableHasEveryOptionOfNettyAndOfVcl() throws Exception {
        Map<String, String[]> table = table();
        for (Class<?> type : new Class<?>[] {ChannelOption.class, VclChannelOption.class}) {
            for (String name : constants(type).keySet()) {
                assertThat(table).containsKey(name);
            }
        }
    }

    @Test
    void anOptionIsRefusedWhereTheTableSaysSoAndNowhereElse() throws Exception {
        Map<String, Boolean> said = new TreeMap<>();
        Map<String, Boolean> done = new TreeMap<>();
        Map<String, ChannelOption<?>> options = constants(ChannelOption.class);
        options.putAll(constants(VclChannelOption.class));
        options.putAll(constants(EpollChannelOption.class));
        ChannelConfig server = new VclServerSocketChannel().config();
        ChannelConfig connection = new VclSocketChannel().config();
        table().forEach((name, columns) -> {
            ChannelOption<?> option = options.get(name);
            assertThat(option).as(name).isNotNull();
            said.put(name + " server", !columns[0].startsWith("refused"));
            said.put(name + " connection", !columns[1].startsWith("refused"));
            said.put(name + " by kernel", !columns[2].startsWith("refused"));
            done.put(name + " server", server.getOptions().containsKey(option));
            done.put(name + " connection", connection.getOptions().containsKey(option));
            // one channel type: what it does not know it refuses before it is known what will carry it
            done.put(name + " by kernel", connection.getOptions().containsKey(option));
        });
        assertThat(done).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 64})
    void aCodePointIs0To63(int value) {
        VclSocketChannelConfig config = new VclSocketChannel().config();
        assertThatThrownBy(() -> config.setOption(VclChannelOption.DSCP, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DSCP = " + value + ": must be 0 to 63");
    }

    @Test
    void theLengthOfAFifoIsReadOnly() {
        VclSocketChannelConfig config = new VclSocketChannel().config();
        assertThatThrownBy(() -> config.setOption(VclChannelOption.RX_FIFO_LENGTH, 4096))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("RX_FIFO_LENGTH is read-only");
        assertThat(config.getOption(VclChannelOption.RX_FIFO_LENGTH)).isZero();
    }

    private static Map<String, String[]> table() throws IOException {
        Map<String, String[]> table = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                String name = cells[1].strip().replace("`", "");
                table.put(name, new String[] {cells[2].strip(), cells[3].strip(), cells[4].strip()});
            }
        }
        return table;
    }

    /** By the name that the table gives them; an option that has two names by the newer one. */
    private static Map<String, ChannelOption<?>> constants(Class<?> type) throws IllegalAccessException {
        String prefix = type == ChannelOption.class ? "" : type.getSimpleName() + '.';
        Map<String, ChannelOption<?>> constants = new LinkedHashMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (ChannelOption.class.isAssignableFrom(field.getType()) && field.canAccess(null)) {
                constants.put(prefix + field.getName(), (ChannelOption<?>) field.get(null));
            }
        }
        constants.remove("RCVBUF_ALLOCATOR");
        return constants;
    }
}
