package dev.lovage.worker;

import dev.lovage.messaging.Delivery;

/** What becomes of a message in the broker. */
enum Settlement {
    ACK {
        @Override
        void apply(Delivery delivery) {
            delivery.ack();
        }
    },
    REQUEUE {
        @Override
        void apply(Delivery delivery) {
            delivery.requeue();
        }
    },
    REJECT {
        @Override
        void apply(Delivery delivery) {
            delivery.reject();
        }
    };

    abstract void apply(Delivery delivery);
}
