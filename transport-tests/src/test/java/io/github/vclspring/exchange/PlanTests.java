/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTests {

    private static final int SIZE = 40_000;

    @ParameterizedTest
    @EnumSource
    void bothSidesOfAPlanComeToTheirEnd(Kind kind) {
        for (int seed = 0; seed < 500; seed++) {
            Plan plan = Plan.of(new Header(1, kind, seed, SIZE));
            int sentByClient = 0;
            int sentByServer = 0;
            for (int before = -1; before != sentByClient + sentByServer; ) {
                before = sentByClient + sentByServer;
                sentByClient = plan.limit(Side.CLIENT, sentByServer);
                sentByServer = plan.limit(Side.SERVER, sentByClient);
            }
            assertThat(sentByClient).as(plan.toString()).isEqualTo(plan.client().bytes());
            assertThat(sentByServer).as(plan.toString()).isEqualTo(plan.server().bytes());
            assertThat(plan.ending().after())
                    .isLessThan(plan.script(plan.ending().by().other()).bytes());
        }
    }

    @Test
    void aServerAnswersARequestOnlyWhenItHasItAll() {
        Plan plan = new Plan(
                new Header(1, Kind.SEQUENTIAL, 1, SIZE),
                new Script(10, 1, 1, false, Pace.FULL),
                new Script(100, 1, 1, false, Pace.FULL),
                2,
                Ending.complete(Side.CLIENT));
        assertThat(plan.limit(Side.CLIENT, 0)).isEqualTo(5);
        assertThat(plan.limit(Side.SERVER, 4)).isZero();
        assertThat(plan.limit(Side.SERVER, 5)).isEqualTo(50);
        assertThat(plan.limit(Side.CLIENT, 49)).isEqualTo(5);
        assertThat(plan.limit(Side.CLIENT, 50)).isEqualTo(10);
        assertThat(plan.limit(Side.SERVER, 10)).isEqualTo(100);
    }

    @Test
    void aHeaderIsReadAsItWasWritten() {
        Header header = new Header(42, Kind.RESET, -7, SIZE);
        ByteBuf encoded = Unpooled.buffer();
        header.encode(encoded);
        assertThat(encoded.readableBytes()).isEqualTo(Header.LENGTH);
        assertThat(Header.decode(encoded)).isEqualTo(header);
    }

    @Test
    void aWrongByteIsFoundAtItsPosition() {
        Pattern pattern = new Pattern(3, Side.CLIENT);
        int length = 3 * Pattern.MAX_LENGTH;
        ByteBuf body = Unpooled.buffer(length);
        for (int position = 0; position < length; position += Pattern.MAX_LENGTH) {
            body.writeBytes(pattern.slice(position, Pattern.MAX_LENGTH));
        }
        assertThat(pattern.mismatch(0, body)).isEqualTo(-1);
        int wrong = 2 * Pattern.MAX_LENGTH + 17;
        body.setByte(wrong, ~body.getByte(wrong));
        assertThat(pattern.mismatch(0, body)).isEqualTo(wrong);
        assertThat(pattern.mismatch(1, body)).isLessThan(20);
        assertThat(new Pattern(3, Side.SERVER).mismatch(0, body)).isLessThan(20);
    }
}
